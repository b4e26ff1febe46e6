//! The rules of a batch: which records are announced, in which order, and which are reported as failed.
//!
//! Lambda retries a batch from the **lowest** reported sequence number, with every record after it, even if that one
//! succeeded. So only the lowest record that is not announced is reported, and as few records as possible succeed behind
//! it:
//!
//! - Publishes run in a sliding window. A record only starts when all but the last few before it are settled, so that at
//!   most `concurrency - 1` records can succeed behind one that fails.
//! - When the service fails, no more publishes start, and those in flight are awaited.
//! - A record that can never succeed does not stop the batch: no retry would help it, and the records behind it must not
//!   follow it to the failure destination. It is reported, and the others are announced.
//! - Records that succeed behind the reported one are remembered, here and in the deduplication table, and skipped when
//!   they are delivered again.
//!
//! See <https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html>.

use crate::batch::{BadRecord, Batch, Record};
use crate::memory::{Memory, MemoryError, RecentMemory};
use crate::publisher::{PublishError, Publisher};
use crate::sms_segments::{segment_count, shortened};
use crate::{MessageTemplate, SequenceNumber};
use futures_util::{StreamExt, stream};
use std::cell::Cell;
use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// The time that the deduplication table may take after the last publish.
const REMEMBER_GRACE: Duration = Duration::from_millis(200);

/// The settings of announcements.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The attribute whose value is announced.
    pub key_attribute: String,
    /// The text around the value.
    pub message: MessageTemplate,
    /// The maximum number of SMS segments. Longer announcements are shortened.
    pub max_sms_segments: NonZeroUsize,
    /// The number of concurrent publishes.
    pub concurrency: NonZeroUsize,
}

/// Announces the new items of one batch after another.
#[derive(Debug)]
pub struct Notifier<P, M> {
    rules: Rules,
    publisher: P,
    memory: M,
    recent: Mutex<RecentMemory>,
}

/// The counts of one batch, for the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Announced by this invocation.
    pub published: usize,
    /// Announced by an earlier invocation.
    pub repeated: usize,
    /// Not a new item.
    pub ignored: usize,
    /// Never to be announced.
    pub impossible: usize,
    /// Failed, and to be retried.
    pub failed: usize,
    /// Not tried, because of an earlier failure or the deadline.
    pub postponed: usize,
}

/// The result of one batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The lowest record that should have been announced and was not. Lambda retries from it.
    pub first_failed: Option<SequenceNumber>,
    /// The counts for the log.
    pub tally: Tally,
}

/// The result of one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Published,
    Repeated,
    Ignored,
    Impossible,
    Failed,
    Postponed,
}

/// The state that the records of one batch share.
struct Course {
    stop_at: Instant,
    /// The service failed: no more publishes start.
    failed: Cell<bool>,
    /// The table failed: it is not called again, so that announcements do not wait for it one by one.
    forgetful: Cell<bool>,
}

impl Course {
    fn is_over(&self) -> bool {
        self.failed.get() || Instant::now() >= self.stop_at
    }

    fn forget(&self, record: &Record, error: &MemoryError) {
        self.forgetful.set(true);
        tracing::warn!(event_id = record.event_id(), %error, "record may be announced twice");
    }
}

impl<P: Publisher, M: Memory> Notifier<P, M> {
    /// A notifier with an empty memory.
    pub fn new(rules: Rules, publisher: P, memory: M) -> Self {
        Self { rules, publisher, memory, recent: Mutex::default() }
    }

    /// Announces every new item of `batch`. After `stop_at` no publish is started, and one in flight counts as failed.
    pub async fn announce(&self, batch: &Batch, stop_at: Instant) -> Report {
        let course = Course { stop_at, failed: Cell::default(), forgetful: Cell::default() };
        let mut report = Report::default();
        let mut outcomes = stream::iter(batch.records())
            .map(async |record| (record, self.settle(record, &course).await))
            .buffered(self.rules.concurrency.get());
        while let Some((record, outcome)) = outcomes.next().await {
            report.add(record, outcome);
        }
        report
    }

    async fn settle(&self, record: &Record, course: &Course) -> Outcome {
        if !record.is_insertion() {
            return Outcome::Ignored;
        }
        match self.text(record) {
            Ok(_) if course.is_over() => Outcome::Postponed,
            Ok(text) => self.deliver(record, &text, course).await,
            Err(reason) => impossible(record, &reason),
        }
    }

    fn text(&self, record: &Record) -> Result<String, BadRecord> {
        let key = record.key(&self.rules.key_attribute)?;
        let text = self.rules.message.fill(key);
        let allowed = self.rules.max_sms_segments.get();
        let Some(shortened) = shortened(&text, allowed) else {
            return Ok(text);
        };
        let segments = segment_count(&text);
        tracing::warn!(event_id = record.event_id(), segments, allowed, "announcement shortened");
        Ok(shortened)
    }

    async fn deliver(&self, record: &Record, text: &str, course: &Course) -> Outcome {
        let attempt = async {
            if self.recall(record, course).await {
                return Ok(Outcome::Repeated);
            }
            self.publisher.publish(text).await.map(|()| Outcome::Published)
        };
        let result = timeout_at(course.stop_at, attempt).await.unwrap_or_else(|_| Err(deadline_reached()));
        match result {
            Ok(Outcome::Published) => self.remember(record, course).await,
            Ok(outcome) => outcome,
            Err(error @ PublishError::Refused { .. }) => impossible(record, &error),
            Err(error @ PublishError::Unavailable { .. }) => failed(record, &error, course),
        }
    }

    async fn recall(&self, record: &Record, course: &Course) -> bool {
        if self.recent().recall(record.event_id()) {
            return true;
        }
        if course.forgetful.get() {
            return false;
        }
        let recalled = self.memory.recall(record.event_id()).await;
        recalled.inspect_err(|error| course.forget(record, error)).unwrap_or(false)
    }

    async fn remember(&self, record: &Record, course: &Course) -> Outcome {
        self.recent().remember(record.event_id());
        if course.forgetful.get() {
            return Outcome::Published;
        }
        let remembering = timeout_at(course.stop_at + REMEMBER_GRACE, self.memory.remember(record.event_id()));
        let remembered = remembering.await.unwrap_or_else(|_| Err(MemoryError { code: "Deadline".to_owned() }));
        if let Err(error) = remembered {
            course.forget(record, &error);
        }
        Outcome::Published
    }

    /// The memory is consistent after every call, so that a panic elsewhere does not corrupt it.
    fn recent(&self) -> MutexGuard<'_, RecentMemory> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Report {
    /// Outcomes arrive in the order of the records, so that the first failure is the lowest.
    fn add(&mut self, record: &Record, outcome: Outcome) {
        let (count, is_failure) = match outcome {
            Outcome::Published => (&mut self.tally.published, false),
            Outcome::Repeated => (&mut self.tally.repeated, false),
            Outcome::Ignored => (&mut self.tally.ignored, false),
            Outcome::Impossible => (&mut self.tally.impossible, true),
            Outcome::Failed => (&mut self.tally.failed, true),
            Outcome::Postponed => (&mut self.tally.postponed, true),
        };
        *count += 1;
        if is_failure {
            self.first_failed.get_or_insert_with(|| record.sequence_number().clone());
        }
    }
}

fn deadline_reached() -> PublishError {
    PublishError::Unavailable { code: "Deadline".to_owned() }
}

fn impossible(record: &Record, reason: &dyn std::error::Error) -> Outcome {
    let sequence_number = record.sequence_number().as_str();
    tracing::error!(event_id = record.event_id(), sequence_number, %reason, "record can never be announced");
    Outcome::Impossible
}

fn failed(record: &Record, reason: &PublishError, course: &Course) -> Outcome {
    course.failed.set(true);
    let sequence_number = record.sequence_number().as_str();
    tracing::error!(event_id = record.event_id(), sequence_number, %reason, "record not announced this time");
    Outcome::Failed
}
