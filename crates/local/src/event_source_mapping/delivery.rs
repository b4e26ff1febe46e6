//! The delivery of one batch: retried, bisected and finally discarded as the mapping configures it.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-errors.html>

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use serde_json::json;
use tokio::sync::watch;

use crate::service::Services;
use crate::stack::event_source_mapping::EventSourceMapping;
use crate::streams::Record;

use super::destination::{Discarded, Response};
use super::invocation;
use super::report::{self, Report};

/// The pause before the first retry; each further pause is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Delivers the batches of a mapping.
pub(super) struct Delivery {
    pub(super) mapping: Arc<EventSourceMapping>,
    pub(super) services: Services,
    /// Whether to stop delivering.
    pub(super) end: watch::Receiver<bool>,
}

/// Records that are delivered together.
struct Piece<'a> {
    records: &'a [Record],
    /// How often they were retried.
    retries: u64,
    /// How often a function was invoked with them.
    invocations: u64,
}

/// The outcome of an invocation.
struct Invoked {
    request_id: Option<String>,
    status: u16,
    error: Option<String>,
    report: Report,
}

impl Delivery {
    /// Delivers a batch with all retries. Returns `false` if deliveries were stopped before it was done.
    pub(super) async fn deliver(&mut self, records: &[Record]) -> bool {
        let mut work = VecDeque::from([Piece { records, retries: 0, invocations: 0 }]);
        while let Some(piece) = work.pop_front() {
            if *self.end.borrow() {
                return false;
            }
            let piece = self.without_expired(piece).await;
            if piece.records.is_empty() {
                continue;
            }
            let invoked = self.invoke(piece.records).await;
            for piece in self.after(piece, invoked).await.into_iter().rev() {
                work.push_front(piece);
            }
        }
        true
    }

    /// Pauses before a retry, or until deliveries stop.
    async fn wait(&mut self, time: Duration) {
        let _ = tokio::time::timeout(time, super::ended(&mut self.end)).await;
    }

    /// The pieces to deliver after an invocation.
    async fn after<'a>(&mut self, piece: Piece<'a>, invoked: Invoked) -> Vec<Piece<'a>> {
        // The service is busy, so this does not count as an attempt.
        if invoked.status == 429 || invoked.status >= 500 {
            self.wait(FIRST_PAUSE).await;
            return vec![piece];
        }
        let (retries, invocations) = (piece.retries, piece.invocations + 1);
        // A bisected batch does not count as a retry.
        let records = match invoked.report {
            Report::Done => return Vec::new(),
            Report::DoneBefore(first) => {
                let records = piece.records.get(first..).unwrap_or_default();
                if self.mapping.bisect {
                    self.wait(FIRST_PAUSE).await;
                    return vec![Piece { records, retries, invocations }];
                }
                records
            }
            Report::Failed if self.mapping.bisect && piece.records.len() > 1 => {
                let (one, other) = piece.records.split_at(piece.records.len() / 2);
                return [one, other].map(|records| Piece { records, retries, invocations }).into();
            }
            Report::Failed => piece.records,
        };
        if self.mapping.maximum_retries.is_some_and(|most| retries >= most) {
            self.discard("RetryAttemptsExhausted", records, invocations, Some(&invoked)).await;
            return Vec::new();
        }
        self.wait(pause(retries)).await;
        vec![Piece { records, retries: retries + 1, invocations }]
    }

    /// Discards records that are too old.
    async fn without_expired<'a>(&self, mut piece: Piece<'a>) -> Piece<'a> {
        let Some(most) = self.mapping.maximum_record_age else { return piece };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64();
        let is_old = |record: &Record| now - record.dynamodb.approximate_creation_date_time > most.as_secs_f64() + 1.0;
        let old = piece.records.iter().take_while(|record| is_old(record)).count();
        let (old, rest) = piece.records.split_at(old);
        if !old.is_empty() {
            self.discard("RecordAgeExceeded", old, piece.invocations, None).await;
        }
        piece.records = rest;
        piece
    }

    async fn discard(&self, condition: &'static str, records: &[Record], invocations: u64, invoked: Option<&Invoked>) {
        let response = invoked.map(|invoked| Response { status: invoked.status, error: invoked.error.as_deref() });
        let discarded = Discarded {
            mapping: &self.mapping,
            records,
            condition,
            invocations,
            request_id: invoked.and_then(|invoked| invoked.request_id.as_deref()),
            response,
            event: event(records),
        };
        discarded.report(&self.services).await;
    }

    async fn invoke(&self, records: &[Record]) -> Invoked {
        let answer = invocation::invoke(&self.services, &self.mapping.function_arn, event(records)).await;
        let numbers: Vec<_> = records.iter().map(|record| record.dynamodb.sequence_number.as_str()).collect();
        let report = match (answer.has_failed(), self.mapping.report_batch_item_failures) {
            (true, _) => Report::Failed,
            (false, false) => Report::Done,
            (false, true) => report::read(&answer.body, &numbers),
        };
        Invoked { request_id: answer.request_id, status: answer.status, error: answer.error, report }
    }
}

fn event(records: &[Record]) -> Bytes {
    json_bytes(&Event { records })
}

/// The payload of the invocation.
#[derive(serde::Serialize)]
struct Event<'a> {
    #[serde(rename = "Records")]
    records: &'a [Record],
}

fn json_bytes(value: &impl serde::Serialize) -> Bytes {
    serde_json::to_vec(value).unwrap_or_else(|_| json!({}).to_string().into_bytes()).into()
}

fn pause(retries: u64) -> Duration {
    let doubled = u32::try_from(retries).ok().and_then(|retries| 2_u32.checked_pow(retries));
    doubled.map_or(LONGEST_PAUSE, |times| FIRST_PAUSE.saturating_mul(times).min(LONGEST_PAUSE))
}
