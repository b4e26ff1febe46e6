//! One invocation's records, read from the event that Lambda sends.
//!
//! See <https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html> for the event.

use crate::SequenceNumber;
use aws_lambda_events::event::dynamodb::{Event, EventRecord};
use lambda_runtime::Diagnostic;
use serde_dynamo::{AttributeValue, Item};

const SOURCE: &str = "aws:dynamodb";
const INSERTION: &str = "INSERT";

/// The records of one invocation, in the order of their sequence numbers.
#[derive(Debug, Default)]
pub struct Batch {
    records: Vec<Record>,
}

/// One change of one item.
#[derive(Debug)]
pub struct Record {
    sequence_number: SequenceNumber,
    change: EventRecord,
}

/// Why an event cannot be processed at all. The invocation fails before anything is published, and the mapping splits
/// the batch until the broken record is alone.
#[derive(Debug, thiserror::Error)]
pub enum EventError {
    /// The JSON is not a stream event. The error only has the place, because the cause may quote an item.
    #[error("found no DynamoDB stream event: `{path}` at line {line}, column {column} is missing or of another type")]
    NotAStreamEvent {
        /// The path in the event, of field names and indexes.
        path: String,
        /// The line of the place.
        line: usize,
        /// The column of the place.
        column: usize,
    },
    /// The records are from another service.
    #[error("found a record of `{found}`; only records of `{SOURCE}` are announced")]
    OtherSource {
        /// The `eventSource` of the record.
        found: String,
    },
    /// A record that could not be reported, because it has no sequence number.
    #[error("found no `SequenceNumber` in the record with event id `{event_id}`; its failure could not be reported")]
    NoSequenceNumber {
        /// The `eventID` of the record.
        event_id: String,
    },
}

impl From<EventError> for Diagnostic {
    fn from(error: EventError) -> Self {
        Self { error_type: "Notifier.InvalidEvent".to_owned(), error_message: error.to_string() }
    }
}

/// Why a record can never be announced, even by a retry. It names the attribute, never its value.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadRecord {
    /// The new item does not have the key attribute.
    #[error("the new item has no attribute `{attribute}`")]
    NoKey {
        /// The configured name.
        attribute: String,
    },
    /// The key attribute is not text.
    #[error("attribute `{attribute}` is of type `{found}`; only `S` is announced")]
    KeyNotAString {
        /// The configured name.
        attribute: String,
        /// DynamoDB's type descriptor.
        found: &'static str,
    },
    /// The key attribute is an empty text.
    #[error("attribute `{attribute}` is empty")]
    KeyEmpty {
        /// The configured name.
        attribute: String,
    },
}

impl Batch {
    /// Reads an event. Unknown fields are ignored, and a batch may have no records.
    ///
    /// # Errors
    ///
    /// If the JSON is not an event of DynamoDB Streams, or a record could not be reported if it failed.
    pub fn read(json: &str) -> Result<Self, EventError> {
        let event: Event = serde_json::from_str(json).map_err(|_| place_of_error(json))?;
        let records: Result<Vec<Record>, EventError> = event.records.into_iter().map(Record::try_new).collect();
        let mut records = records?;
        records.sort_by(|one, other| one.sequence_number.cmp(&other.sequence_number));
        Ok(Self { records })
    }

    /// The records, lowest sequence number first.
    pub fn records(&self) -> &[Record] {
        &self.records
    }
}

impl Record {
    fn try_new(change: EventRecord) -> Result<Self, EventError> {
        match change.event_source.as_deref() {
            Some(SOURCE) | None => {}
            Some(found) => {
                return Err(EventError::OtherSource { found: found.to_owned() });
            }
        }
        match change.change.sequence_number.as_deref() {
            Some(number) if !number.is_empty() => Ok(Self { sequence_number: SequenceNumber::new(number), change }),
            _ => Err(EventError::NoSequenceNumber { event_id: change.event_id }),
        }
    }

    /// The position of the record in its shard.
    pub fn sequence_number(&self) -> &SequenceNumber {
        &self.sequence_number
    }

    /// The id, which stays the same when the record is delivered again.
    pub fn event_id(&self) -> &str {
        &self.change.event_id
    }

    /// Whether the record is a new item: neither an update nor a deletion, by a person or by time to live.
    pub fn is_insertion(&self) -> bool {
        self.change.event_name == INSERTION
    }

    /// The text of the key attribute: in the keys, which every stream view has, or else in the new item.
    ///
    /// # Errors
    ///
    /// Why the record can never be announced.
    pub fn key(&self, attribute: &str) -> Result<&str, BadRecord> {
        let name = || attribute.to_owned();
        let change = &self.change.change;
        match find(&change.keys, attribute).or_else(|| find(&change.new_image, attribute)) {
            Some(AttributeValue::S(text)) if text.is_empty() => Err(BadRecord::KeyEmpty { attribute: name() }),
            Some(AttributeValue::S(text)) => Ok(text),
            Some(other) => Err(BadRecord::KeyNotAString { attribute: name(), found: type_letters(other) }),
            None => Err(BadRecord::NoKey { attribute: name() }),
        }
    }
}

fn find<'item>(item: &'item Item, attribute: &str) -> Option<&'item AttributeValue> {
    item.get(attribute)
}

fn type_letters(value: &AttributeValue) -> &'static str {
    match value {
        AttributeValue::N(_) => "N",
        AttributeValue::S(_) => "S",
        AttributeValue::Bool(_) => "BOOL",
        AttributeValue::B(_) => "B",
        AttributeValue::Null(_) => "NULL",
        AttributeValue::M(_) => "M",
        AttributeValue::L(_) => "L",
        AttributeValue::Ss(_) => "SS",
        AttributeValue::Ns(_) => "NS",
        AttributeValue::Bs(_) => "BS",
    }
}

/// Reads the event again to find the place of an error: tracking the path would slow down the usual case.
fn place_of_error(json: &str) -> EventError {
    let deserializer = &mut serde_json::Deserializer::from_str(json);
    let (path, line, column) = match serde_path_to_error::deserialize::<_, Event>(deserializer) {
        Ok(_) => (".".to_owned(), 0, 0),
        Err(error) => (error.path().to_string(), error.inner().line(), error.inner().column()),
    };
    EventError::NotAStreamEvent { path, line, column }
}
