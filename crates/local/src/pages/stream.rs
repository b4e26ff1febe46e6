//! `/_gelato/stream`: the latest changes of tables with a stream, and the position of each reader.

use serde::Serialize;

use crate::dynamodb::Store;
use crate::event_source_mapping::reader;
use crate::service::Answer;
use crate::stack::event_source_mapping::EventSourceMapping;
use crate::stack::table::Table;
use crate::streams::{Record, log};

use super::{failed, ok};

/// How many records are shown for each stream.
const SHOWN: usize = 1_000;

#[derive(Serialize)]
struct Stream {
    table: String,
    arn: String,
    readers: Vec<Reader>,
    /// In the form that functions receive, the oldest first.
    records: Vec<Record>,
}

#[derive(Serialize)]
struct Reader {
    function_arn: String,
    /// How many records are still ahead of it.
    waiting: i64,
}

/// The streams.
pub(super) fn page(store: &Store, mappings: &[EventSourceMapping]) -> Answer {
    let streams = store.tables().into_iter().filter_map(|table| {
        let arn = table.stream.as_ref()?.arn.clone();
        Some(stream(store, mappings, table, arn))
    });
    match streams.collect::<rusqlite::Result<Vec<_>>>() {
        Ok(streams) => ok(&streams),
        Err(error) => failed(&store.damage().map_or_else(|| error.to_string(), |damage| damage.to_string())),
    }
}

fn stream(store: &Store, mappings: &[EventSourceMapping], table: Table, arn: String) -> rusqlite::Result<Stream> {
    let own = mappings.iter().filter(|mapping| mapping.stream_arn == arn);
    let readers = own.map(|mapping| {
        let waiting = store.with_log(|log| {
            let position = log::position(log, &reader(mapping))?.unwrap_or_default();
            log::count_after(log, &table.name, position)
        })?;
        Ok(Reader { function_arn: mapping.function_arn.clone(), waiting })
    });
    let readers = readers.collect::<rusqlite::Result<_>>()?;
    let changes = store.with_log(|log| log::latest(log, &table.name, SHOWN))?;
    let records = changes.iter().filter_map(|change| {
        let mut record = Record::of(change, &table)?;
        record.source_arn = Some(arn.clone());
        Some(record)
    });
    let records = records.collect();
    Ok(Stream { table: table.name, arn, readers, records })
}
