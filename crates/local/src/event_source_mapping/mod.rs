//! Event source mappings: streams of tables and queues invoke functions. Records of a stream are read, filtered, batched
//! and delivered in order; `queue.rs` receives the messages of queues.
//!
//! A mapping waits for changes instead of polling, so a record is delivered as soon as it is written. Its position is
//! stored beside the records: records that were not delivered before the runtime ended are delivered after the next
//! start.
//! <https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html>

mod delivery;
mod destination;
mod invocation;
mod pace;
mod queue;
mod report;

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

use crate::console;
use crate::dynamodb::Store;
use crate::service::Services;
use crate::stack::event_source_mapping::{EventSourceMapping, StartingPosition};
use crate::stack::table::Table;
use crate::streams::{Record, log};
use crate::traffic::Traffic;

use delivery::Delivery;
use pace::Pace;

pub use queue::run_queues;

/// The maximum size of an invocation's payload is 6 MB.
const MOST_BYTES: usize = 6_000_000;

/// How often old records and expired items are deleted.
const UPKEEP: Duration = Duration::from_mins(1);

/// Delivers the records of a store's streams. Dropping the future stops it at once.
pub async fn run(store: Arc<Store>, mappings: Vec<EventSourceMapping>, services: Services) {
    let (_end, never) = watch::channel(false);
    run_until(store, mappings, services, Arc::default(), never).await;
}

/// Delivers until a stop is requested, then finishes the current invocations and stores their outcome; failed batches
/// are left to the next reader. Heavy traffic takes precedence over deliveries.
pub async fn run_until(
    store: Arc<Store>,
    mappings: Vec<EventSourceMapping>,
    services: Services,
    traffic: Arc<Traffic>,
    mut end: watch::Receiver<bool>,
) {
    let mut tasks = JoinSet::new();
    let readers: Vec<_> = mappings.iter().map(|mapping| (mapping.stream_arn.clone(), reader(mapping))).collect();
    for mapping in mappings {
        let table = store.tables().into_iter().find(|table| is_source(table, &mapping));
        if let Some(table) = table {
            let others = readers.iter().filter(|(arn, _)| *arn == mapping.stream_arn);
            let readers = others.map(|(_, reader)| reader.clone()).collect();
            let mapping = Arc::new(mapping);
            let (store, traffic) = (Arc::clone(&store), Arc::clone(&traffic));
            let source = Source { store, traffic, table, reader: reader(&mapping), readers };
            tasks.spawn(deliver(source, mapping, services.clone(), end.clone()));
        }
    }
    let delivered = async {
        while tasks.join_next().await.is_some() {}
        ended(&mut end).await;
    };
    tokio::select! {
        () = keep_up(store, readers) => {}
        () = delivered => {}
    }
}

/// Waits until a stop of deliveries is requested.
async fn ended(end: &mut watch::Receiver<bool>) {
    // A dropped sender stops deliveries as well.
    let _ = end.wait_for(|end| *end).await;
}

fn is_source(table: &Table, mapping: &EventSourceMapping) -> bool {
    table.stream.as_ref().is_some_and(|stream| stream.arn == mapping.stream_arn)
}

/// The maximum number of records that are delivered at once.
fn enough(mapping: &EventSourceMapping) -> usize {
    mapping.batch_size * mapping.parallelization_factor
}

/// The name under which a mapping's position is stored.
pub(crate) fn reader(mapping: &EventSourceMapping) -> String {
    format!("{} {}", mapping.function_arn, mapping.stream_arn)
}

/// Trims streams without readers, and deletes expired items.
async fn keep_up(store: Arc<Store>, readers: Vec<(String, String)>) {
    loop {
        for table in store.tables() {
            let Some(stream) = &table.stream else { continue };
            let read = readers.iter().filter(|(arn, _)| *arn == stream.arn).map(|(_, reader)| reader.clone());
            let read: Vec<_> = read.collect();
            let _ = store.with_log(|log| log::trim(log, &table.name, &read));
        }
        let _ = store.delete_expired();
        tokio::time::sleep(UPKEEP).await;
    }
}

/// The stream that a mapping reads.
struct Source {
    store: Arc<Store>,
    /// Requests, which take precedence.
    traffic: Arc<Traffic>,
    table: Table,
    reader: String,
    /// All readers of the stream.
    readers: Vec<String>,
}

/// Records that pass the filters, and the position after them.
struct Reading {
    records: Vec<Record>,
    bytes: usize,
    position: i64,
}

async fn deliver(source: Source, mapping: Arc<EventSourceMapping>, services: Services, mut end: watch::Receiver<bool>) {
    let mut changes = source.store.changes();
    let mut position = source.start(mapping.starting_position);
    loop {
        changes.mark_unchanged();
        let mut reading = source.read(&mapping, position);
        if reading.position == position {
            tokio::select! {
                result = changes.changed() => if result.is_err() { return },
                () = ended(&mut end) => return,
            }
            continue;
        }
        tokio::select! {
            () = source.gather(&mapping, &mut reading, &mut changes) => {}
            () = ended(&mut end) => return,
        }
        position = reading.position;
        let (pace, more) = (Pace::begin(&source.traffic), reading.records.len() >= enough(&mapping));
        if !deliver_in_lanes(reading.records, &mapping, &services, &end).await {
            return;
        }
        source.pass(position);
        if more {
            tokio::select! {
                () = pace.stand_back() => {}
                () = ended(&mut end) => return,
            }
        }
    }
}

/// Delivers records; with a parallelization factor, records of different keys are delivered in parallel. Returns
/// `false` if deliveries were stopped before everything was done.
async fn deliver_in_lanes(
    records: Vec<Record>,
    mapping: &Arc<EventSourceMapping>,
    services: &Services,
    end: &watch::Receiver<bool>,
) -> bool {
    let count = mapping.parallelization_factor.max(1);
    let mut lanes: Vec<Vec<Record>> = vec![Vec::new(); count];
    for record in records {
        let lane = if count == 1 { 0 } else { lane(&record, count) };
        if let Some(lane) = lanes.get_mut(lane) {
            lane.push(record);
        }
    }
    let mut tasks = JoinSet::new();
    for lane in lanes.into_iter().filter(|lane| !lane.is_empty()) {
        let mut delivery = Delivery { mapping: Arc::clone(mapping), services: services.clone(), end: end.clone() };
        tasks.spawn(async move {
            for batch in lane.chunks(delivery.mapping.batch_size) {
                if !delivery.deliver(batch).await {
                    return false;
                }
            }
            true
        });
    }
    let mut done = true;
    while let Some(lane) = tasks.join_next().await {
        done &= lane.unwrap_or_default();
    }
    done
}

fn lane(record: &Record, count: usize) -> usize {
    let mut hasher = DefaultHasher::new();
    serde_json::Value::Object(record.dynamodb.keys.clone()).to_string().hash(&mut hasher);
    usize::try_from(hasher.finish() % (count as u64)).unwrap_or_default()
}

impl Source {
    fn start(&self, starting: StartingPosition) -> i64 {
        let started = self.store.with_log(|log| {
            if let Some(position) = log::position(log, &self.reader)? {
                return Ok(position);
            }
            let position = match starting {
                StartingPosition::TrimHorizon => 0,
                StartingPosition::Latest => log::last(log)?,
            };
            log::set_position(log, &self.reader, position)?;
            Ok(position)
        });
        started.unwrap_or_default()
    }

    fn read(&self, mapping: &EventSourceMapping, position: i64) -> Reading {
        let mut reading = Reading { records: Vec::new(), bytes: 0, position };
        self.read_more(mapping, &mut reading, enough(mapping));
        reading
    }

    fn read_more(&self, mapping: &EventSourceMapping, reading: &mut Reading, limit: usize) {
        let changes = self.store.with_log(|log| log::after(log, &self.table.name, reading.position, limit));
        for change in changes.unwrap_or_default() {
            let bytes = change.old.as_ref().map_or(0, String::len) + change.new.as_ref().map_or(0, String::len);
            if !reading.records.is_empty() && reading.bytes + bytes > MOST_BYTES {
                return;
            }
            reading.position = change.sequence;
            if let Some(mut record) = Record::of(&change, &self.table) {
                record.source_arn = Some(mapping.stream_arn.clone());
                if passes(mapping, &record) {
                    reading.bytes += bytes;
                    reading.records.push(record);
                }
            }
        }
    }

    /// Waits for more records until the batching window ends or there are enough.
    async fn gather(&self, mapping: &EventSourceMapping, reading: &mut Reading, changes: &mut watch::Receiver<u64>) {
        let enough = enough(mapping);
        let end = Instant::now() + mapping.batching_window;
        while !reading.records.is_empty() && reading.records.len() < enough && reading.bytes < MOST_BYTES {
            if mapping.batching_window.is_zero() || timeout_at(end, changes.changed()).await.is_err() {
                return;
            }
            self.read_more(mapping, reading, enough - reading.records.len());
        }
    }

    /// Stores the new position, and trims records that no reader needs.
    fn pass(&self, position: i64) {
        let _ = self.store.with_log(|log| {
            let transaction = log.unchecked_transaction()?;
            log::set_position(log, &self.reader, position)?;
            log::trim(log, &self.table.name, &self.readers)?;
            transaction.commit()
        });
    }
}

fn passes(mapping: &EventSourceMapping, record: &Record) -> bool {
    if mapping.filters.is_empty() {
        return true;
    }
    let value = serde_json::to_value(record).unwrap_or_default();
    mapping.filters.iter().any(|pattern| {
        let matched = pattern.matches(&value);
        if let Err(too_many) = &matched {
            let number = &record.dynamodb.sequence_number;
            let address = &mapping.address;
            console::warn(&format!("{address}: the record {number} does not pass a filter: {too_many}"));
        }
        matched.unwrap_or_default()
    })
}
