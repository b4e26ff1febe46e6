//! The guarantees of a batch under every pattern of failures: every record is published or reported, and none is published
//! twice.

use crate::stream_event::{event, record, sequence_number};
use notifier::batch::Batch;
use notifier::memory::{Memory, MemoryError};
use notifier::notifier::Report;
use notifier::publisher::{PublishError, Publisher};
use notifier::{MessageTemplate, Notifier, Rules};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::num::NonZeroUsize;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// The fate of one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// A new item that is published after this many milliseconds.
    Good { milliseconds: u64 },
    /// A new item whose publish fails this often, then succeeds.
    Flaky { failures: u32, milliseconds: u64 },
    /// A new item whose publish never answers the first time.
    Stuck,
    /// A new item that the service refuses for good.
    Refused,
    /// A new item without a text for a key.
    Keyless,
    /// Not a new item.
    Removed,
}

impl Fate {
    fn can_be_announced(self) -> bool {
        matches!(self, Self::Good { .. } | Self::Flaky { .. } | Self::Stuck)
    }

    fn is_never_announced(self) -> bool {
        matches!(self, Self::Refused | Self::Keyless)
    }

    fn record(self, place: usize) -> Value {
        let key = json!({ "S": place.to_string() });
        match self {
            Self::Removed => record(place, "REMOVE", &key),
            Self::Keyless => record(place, "INSERT", &json!({ "N": place.to_string() })),
            _ => record(place, "INSERT", &key),
        }
    }
}

/// Simulates each record's fate, and counts the publishes and attempts at each position.
struct Stage {
    fates: Vec<Fate>,
    tries: RefCell<BTreeMap<usize, u32>>,
    published: RefCell<Vec<usize>>,
    started: RefCell<Vec<usize>>,
}

impl Stage {
    fn new(fates: Vec<Fate>) -> Self {
        Self { fates, tries: RefCell::default(), published: RefCell::default(), started: RefCell::default() }
    }

    fn event_from(&self, place: usize) -> Batch {
        let records = self.fates.iter().enumerate().skip(place).map(|(place, fate)| fate.record(place));
        Batch::read(&event(&records.collect::<Vec<_>>())).unwrap()
    }

    /// The positions of all records with a matching fate.
    fn places(&self, wanted: fn(Fate) -> bool) -> Vec<usize> {
        (0..self.fates.len()).filter(|&place| wanted(self.fates[place])).collect()
    }

    async fn succeed(&self, place: usize, milliseconds: u64) -> Result<(), PublishError> {
        sleep(Duration::from_millis(milliseconds)).await;
        self.published.borrow_mut().push(place);
        Ok(())
    }
}

impl Publisher for &Stage {
    async fn publish(&self, text: &str) -> Result<(), PublishError> {
        let place: usize = text.parse().unwrap();
        self.started.borrow_mut().push(place);
        let tries = {
            let mut tries = self.tries.borrow_mut();
            *tries.entry(place).and_modify(|tries| *tries += 1).or_insert(1)
        };
        match self.fates[place] {
            Fate::Flaky { failures, milliseconds } if tries <= failures => {
                sleep(Duration::from_millis(milliseconds)).await;
                Err(PublishError::Unavailable { code: "Throttled".to_owned() })
            }
            Fate::Good { milliseconds } | Fate::Flaky { milliseconds, .. } => self.succeed(place, milliseconds).await,
            Fate::Stuck if tries == 1 => std::future::pending().await,
            Fate::Stuck => self.succeed(place, 0).await,
            Fate::Refused => Err(PublishError::Refused { code: "InvalidParameter".to_owned() }),
            Fate::Keyless | Fate::Removed => unreachable!("{place} must not be published"),
        }
    }
}

/// A table that always, or never, works.
#[derive(Default)]
struct Table {
    known: RefCell<HashSet<String>>,
    broken: bool,
}

impl Table {
    fn answer<T>(&self, value: T) -> Result<T, MemoryError> {
        if self.broken { Err(MemoryError { code: "AccessDenied".to_owned() }) } else { Ok(value) }
    }
}

impl Memory for &Table {
    async fn recall(&self, event_id: &str) -> Result<bool, MemoryError> {
        self.answer(self.known.borrow().contains(event_id))
    }

    async fn remember(&self, event_id: &str) -> Result<(), MemoryError> {
        self.answer(())?;
        self.known.borrow_mut().insert(event_id.to_owned());
        Ok(())
    }
}

fn rules(concurrency: usize) -> Rules {
    Rules {
        key_attribute: "flavour".to_owned(),
        message: MessageTemplate::parse("{flavour}", "flavour").unwrap(),
        max_sms_segments: NonZeroUsize::MIN,
        concurrency: NonZeroUsize::new(concurrency).unwrap(),
    }
}

fn on_a_paused_clock<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap().block_on(future)
}

async fn announce<M: Memory>(notifier: &Notifier<&Stage, M>, batch: &Batch) -> Report {
    notifier.announce(batch, Instant::now() + Duration::from_secs(1)).await
}

/// The position of the reported record, or the number of records if none is reported.
fn reported(report: &Report, fates: &[Fate]) -> usize {
    let place = |number: &notifier::SequenceNumber| {
        (0..fates.len()).find(|&place| sequence_number(place) == number.as_str()).unwrap()
    };
    report.first_failed.as_ref().map_or(fates.len(), place)
}

/// Simulates Lambda: retries from the reported record, and sends that record to the failure destination if an invocation
/// makes no progress. Each invocation may run in a new execution environment.
async fn deliver_all(stage: &Stage, concurrency: usize, table: &Table, fresh_environments: bool) -> BTreeSet<usize> {
    let new = || Notifier::new(rules(concurrency), stage, table);
    let (mut notifier, mut destination, mut from, mut attempts) = (new(), BTreeSet::new(), 0, 0);
    while from < stage.fates.len() {
        let report = announce(&notifier, &stage.event_from(from)).await;
        let next = reported(&report, &stage.fates);
        attempts = if next == from { attempts + 1 } else { 0 };
        from = next;
        if attempts > 5 {
            destination.insert(from);
            (from, attempts) = (from + 1, 0);
        }
        if fresh_environments {
            notifier = new();
        }
    }
    destination
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        6 => (0_u64..5).prop_map(|milliseconds| Fate::Good { milliseconds }),
        2 => (1_u32..4, 0_u64..5).prop_map(|(failures, milliseconds)| Fate::Flaky { failures, milliseconds }),
        1 => Just(Fate::Stuck),
        1 => Just(Fate::Refused),
        1 => Just(Fate::Keyless),
        2 => Just(Fate::Removed),
    ]
}

fn fates() -> impl Strategy<Value = Vec<Fate>> {
    prop::collection::vec(fate(), 0..24)
}

proptest! {
    #[test]
    fn no_record_is_both_unreported_and_unpublished(fates in fates(), concurrency in 1_usize..9) {
        let stage = Stage::new(fates);
        let notifier = Notifier::new(rules(concurrency), &stage, None::<&Table>);
        let report = on_a_paused_clock(announce(&notifier, &stage.event_from(0)));
        let published = stage.published.borrow();
        let reported = reported(&report, &stage.fates);
        for place in 0..reported {
            prop_assert!(!stage.fates[place].is_never_announced(), "{place} is lost");
            prop_assert_eq!(stage.fates[place].can_be_announced(), published.contains(&place), "{}", place);
        }
    }

    #[test]
    fn no_more_than_the_window_starts_behind_a_failure(fates in fates(), concurrency in 1_usize..9) {
        let stage = Stage::new(fates);
        let notifier = Notifier::new(rules(concurrency), &stage, None::<&Table>);
        on_a_paused_clock(announce(&notifier, &stage.event_from(0)));
        let published = stage.published.borrow();
        let started = stage.started.borrow();
        let stopped_at = started.iter().filter(|&&place| {
            !published.contains(&place) && stage.fates[place] != Fate::Refused
        }).min();
        if let Some(&stopped_at) = stopped_at {
            prop_assert!(started.iter().all(|&place| place < stopped_at + concurrency));
        }
    }

    #[test]
    fn every_record_ends_published_once_or_in_the_failure_destination(
        fates in fates(),
        concurrency in 1_usize..9,
        fresh_environments: bool,
    ) {
        let stage = Stage::new(fates);
        let table = Table::default();
        let destination = on_a_paused_clock(deliver_all(&stage, concurrency, &table, fresh_environments));
        let mut published = stage.published.borrow().clone();
        published.sort_unstable();
        prop_assert_eq!(published, stage.places(Fate::can_be_announced));
        prop_assert_eq!(destination.into_iter().collect::<Vec<_>>(), stage.places(Fate::is_never_announced));
    }

    #[test]
    fn a_broken_table_loses_nothing_and_the_environment_still_remembers(fates in fates(), concurrency in 1_usize..9) {
        let stage = Stage::new(fates);
        let table = Table { broken: true, ..Table::default() };
        on_a_paused_clock(deliver_all(&stage, concurrency, &table, false));
        let mut published = stage.published.borrow().clone();
        published.sort_unstable();
        prop_assert_eq!(published, stage.places(Fate::can_be_announced));
    }
}

#[test]
fn publishes_of_one_batch_overlap() {
    let stage = Stage::new(vec![Fate::Good { milliseconds: 100 }; 8]);
    let notifier = Notifier::new(rules(4), &stage, None::<&Table>);
    let elapsed = on_a_paused_clock(async {
        let start = Instant::now();
        announce(&notifier, &stage.event_from(0)).await;
        start.elapsed()
    });
    // Tokio's clock is paused and only advances by the sleeps: two windows of four.
    assert_eq!(elapsed.as_millis() / 10, 20);
}

#[test]
fn after_the_deadline_nothing_starts_and_the_rest_is_reported() {
    let stage = Stage::new(vec![Fate::Good { milliseconds: 400 }; 10]);
    let notifier = Notifier::new(rules(1), &stage, None::<&Table>);
    let report = on_a_paused_clock(announce(&notifier, &stage.event_from(0)));
    assert_eq!(*stage.published.borrow(), [0, 1]);
    assert_eq!(*stage.started.borrow(), [0, 1, 2]);
    assert_eq!(reported(&report, &stage.fates), 2);
    assert_eq!((report.tally.failed, report.tally.postponed), (1, 7));
}

#[test]
fn a_deadline_that_has_passed_reports_the_first_new_item() {
    let stage = Stage::new(vec![Fate::Removed, Fate::Good { milliseconds: 0 }]);
    let notifier = Notifier::new(rules(1), &stage, None::<&Table>);
    let batch = stage.event_from(0);
    let report = on_a_paused_clock(async { notifier.announce(&batch, Instant::now()).await });
    assert_eq!(reported(&report, &stage.fates), 1);
    assert!(stage.started.borrow().is_empty());
}
