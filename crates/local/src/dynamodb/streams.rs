//! The API of DynamoDB Streams. Each stream has one shard, which is never closed.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html>

use std::sync::Arc;

use bytes::Bytes;
use http::StatusCode;
use serde_json::{Value, json};

use crate::service::Answer;
use crate::stack::table::{Stream, Table};
use crate::streams::record::{Record, parse_sequence_number, sequence_number};
use crate::streams::{SHARD, log};

use super::Store;

const MOST: usize = 1_000;

/// The API of a store's streams. SDKs sign its requests as requests to DynamoDB, so that service forwards them.
pub(super) struct Streams {
    store: Arc<Store>,
}

/// The type and message of an error.
struct Refused(&'static str, String);

type Outcome = Result<Value, Refused>;

impl Streams {
    /// Serves the streams of a store's tables.
    pub(super) fn new(store: Arc<Store>) -> Self {
        Self { store }
    }

    /// Performs an action, if it is one of streams.
    pub(super) fn answer(&self, action: &str, body: &Bytes) -> Option<Answer> {
        let input = || serde_json::from_slice::<Value>(body).unwrap_or_default();
        let outcome = match action {
            "ListStreams" => Ok(self.list(&input())),
            "DescribeStream" => self.describe(&input()),
            "GetShardIterator" => self.iterator(&input()),
            "GetRecords" => self.records(&input()),
            _ => return None,
        };
        Some(match outcome {
            Ok(body) => super::answer(StatusCode::OK, body.to_string().into()),
            Err(Refused(kind, message)) => {
                let body = json!({ "__type": kind, "message": message });
                super::answer(StatusCode::BAD_REQUEST, body.to_string().into())
            }
        })
    }

    fn list(&self, input: &Value) -> Value {
        let wanted = input["TableName"].as_str();
        let tables = self.store.tables().into_iter().filter(|table| wanted.is_none_or(|name| name == table.name));
        let streams = tables.filter_map(|table| {
            let stream = table.stream?;
            Some(json!({ "StreamArn": stream.arn, "StreamLabel": label(&stream), "TableName": table.name }))
        });
        json!({ "Streams": streams.collect::<Value>() })
    }

    fn find(&self, arn: &str) -> Result<(Table, Stream), Refused> {
        let found = self.store.tables().into_iter().find_map(|table| {
            let stream = table.stream.clone().filter(|stream| stream.arn == arn)?;
            Some((table, stream))
        });
        found.ok_or_else(|| {
            let message = format!("Requested resource not found: Stream: {arn} not found");
            Refused("com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", message)
        })
    }

    fn describe(&self, input: &Value) -> Outcome {
        let (table, stream) = self.find(input["StreamArn"].as_str().unwrap_or_default())?;
        Ok(json!({ "StreamDescription": {
            "StreamArn": stream.arn,
            "StreamLabel": label(&stream),
            "StreamStatus": "ENABLED",
            "StreamViewType": stream.view.name(),
            "TableName": table.name,
            "KeySchema": table.definition["KeySchema"],
            "Shards": [{ "ShardId": SHARD, "SequenceNumberRange": { "StartingSequenceNumber": sequence_number(1) } }],
        }}))
    }

    fn iterator(&self, input: &Value) -> Outcome {
        let (_, stream) = self.find(input["StreamArn"].as_str().unwrap_or_default())?;
        let number = || input["SequenceNumber"].as_str().and_then(parse_sequence_number).ok_or_else(invalid);
        let after = match input["ShardIteratorType"].as_str().unwrap_or_default() {
            "TRIM_HORIZON" => 0,
            "LATEST" => self.store.with_log(log::last).map_err(|_| internal())?,
            "AT_SEQUENCE_NUMBER" => number()? - 1,
            "AFTER_SEQUENCE_NUMBER" => number()?,
            _ => return Err(invalid()),
        };
        Ok(json!({ "ShardIterator": format!("{}|{after}", stream.arn) }))
    }

    fn records(&self, input: &Value) -> Outcome {
        let iterator = input["ShardIterator"].as_str().unwrap_or_default();
        let (arn, after) = iterator.rsplit_once('|').ok_or_else(invalid)?;
        let mut after: i64 = after.parse().map_err(|_| invalid())?;
        let (table, _) = self.find(arn)?;
        let limit = input["Limit"].as_u64().and_then(|limit| usize::try_from(limit).ok()).unwrap_or(MOST).min(MOST);
        let changes = self.store.with_log(|log| log::after(log, &table.name, after, limit)).map_err(|_| internal())?;
        if let Some(change) = changes.last() {
            after = change.sequence;
        }
        let records: Vec<_> = changes.iter().filter_map(|change| Record::of(change, &table)).collect();
        Ok(json!({ "Records": records, "NextShardIterator": format!("{arn}|{after}") }))
    }
}

fn label(stream: &Stream) -> &str {
    stream.arn.rsplit("/stream/").next().unwrap_or_default()
}

fn invalid() -> Refused {
    Refused("com.amazon.coral.validate#ValidationException", "Invalid ShardIterator".into())
}

fn internal() -> Refused {
    Refused("com.amazonaws.dynamodb.v20120810#InternalServerError", "The records could not be read.".into())
}
