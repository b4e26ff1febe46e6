//! Stream events from files, and generated ones.

use serde_json::{Value, json};
use std::path::Path;

/// The text of `tests/fixtures/<name>.json`.
#[track_caller]
pub(crate) fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(format!("{name}.json"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A record with the sequence number `100 + place` and the key attribute `key`.
pub(crate) fn record(place: usize, event_name: &str, key: &Value) -> Value {
    json!({
        "eventID": event_id(place),
        "eventName": event_name,
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "eu-west-1",
        "dynamodb": {
            "ApproximateCreationDateTime": 1_772_444_467.0,
            "Keys": { "flavour": key },
            "NewImage": { "flavour": key, "description": { "S": "cool ".repeat(40) } },
            "SequenceNumber": sequence_number(place),
            "SizeBytes": 256,
            "StreamViewType": "NEW_IMAGE",
        },
        "eventSourceARN":
            "arn:aws:dynamodb:eu-west-1:123456789012:table/ice-cream-flavours/stream/2026-03-02T09:41:07.512",
    })
}

/// An event with a new item for each name.
pub(crate) fn insertions(names: &[&str]) -> String {
    let records = names.iter().enumerate().map(|(place, name)| record(place, "INSERT", &json!({ "S": name })));
    event(&records.collect::<Vec<_>>())
}

/// An event with these records.
pub(crate) fn event(records: &[Value]) -> String {
    json!({ "Records": records }).to_string()
}

/// The id of the record at `place`.
pub(crate) fn event_id(place: usize) -> String {
    format!("{place:032x}")
}

/// The sequence number of the record at `place`.
pub(crate) fn sequence_number(place: usize) -> String {
    (4_421_584_500_000_000_017_450_439_100_u128 + place as u128).to_string()
}
