//! The tests' table with a stream.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use gelato_local::dynamodb::{DynamoDb, Store};
use gelato_local::resource::{Resource, Resources};
use gelato_local::service::{Answer, Call, Service};
use gelato_local::stack;
use gelato_local::stack::table::Table;
use http::{HeaderMap, Method};
use serde_json::{Value, json};

pub(crate) const ARN: &str = "arn:aws:dynamodb:ap-southeast-2:123456789012:table/flavours";
pub(crate) const STREAM: &str =
    "arn:aws:dynamodb:ap-southeast-2:123456789012:table/flavours/stream/2026-01-01T00:00:00.000";

/// The timeout for anything on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

/// Waits until a condition holds.
pub(crate) async fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < end, "{what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

pub(crate) fn resource(kind: &str, values: Value) -> Resource {
    let values = values.as_object().cloned().unwrap_or_default();
    Resource { address: format!("{kind}.one"), kind: kind.to_owned(), values, place: None }
}

pub(crate) fn tables() -> Vec<Table> {
    tables_with_key("flavour")
}

fn tables_with_key(key: &str) -> Vec<Table> {
    let resources: Resources = [resource(
        "aws_dynamodb_table",
        json!({
            "name": "flavours", "arn": ARN, "hash_key": key, "billing_mode": "PAY_PER_REQUEST",
            "attribute": [{ "name": key, "type": "S" }, { "name": "maker", "type": "S" }],
            "global_secondary_index": [{ "name": "makers", "hash_key": "maker", "projection_type": "ALL" }],
            "stream_enabled": true, "stream_view_type": "NEW_AND_OLD_IMAGES", "stream_arn": STREAM,
            "ttl": [{ "attribute_name": "expiresAt", "enabled": true }],
        }),
    )]
    .into_iter()
    .collect();
    let (tables, findings) = stack::table::read(&resources);
    assert_eq!(findings, []);
    tables
}

pub(crate) struct World {
    pub(crate) store: Arc<Store>,
    pub(crate) dynamodb: Arc<DynamoDb>,
}

impl World {
    pub(crate) fn new(folder: Option<&Path>) -> Self {
        Self::of(folder, &tables())
    }

    /// A table with another key.
    pub(crate) fn with_key(key: &str) -> Self {
        Self::of(None, &tables_with_key(key))
    }

    fn of(folder: Option<&Path>, tables: &[Table]) -> Self {
        let store = Arc::new(Store::open(folder).expect("a database"));
        store.set_tables(tables).expect("tables");
        let dynamodb = Arc::new(DynamoDb::new(Arc::clone(&store), tables));
        Self { store, dynamodb }
    }

    pub(crate) fn answer(&self, action: &str, body: &str) -> Answer {
        pollster::block_on(self.dynamodb.call(Call {
            action: Some(action.to_owned()),
            method: Method::POST,
            path: "/".into(),
            query: None,
            headers: HeaderMap::new(),
            body: body.to_owned().into(),
        }))
    }

    #[track_caller]
    pub(crate) fn perform(&self, action: &str, mut body: Value) -> Value {
        if action != "ListStreams" && !action.starts_with("Get") || action == "GetItem" {
            body["TableName"] = json!("flavours");
        }
        let answer = self.answer(action, &body.to_string());
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        assert_eq!(answer.status, 200, "{action}: {text}");
        serde_json::from_str(&text).expect("JSON")
    }

    pub(crate) fn put(&self, flavour: &str, rating: &str) {
        self.perform("PutItem", json!({ "Item": { "flavour": { "S": flavour }, "rating": { "N": rating } } }));
    }

    /// All records of the stream.
    pub(crate) fn records(&self) -> Vec<Value> {
        let iterator = self
            .perform("GetShardIterator", json!({ "StreamArn": STREAM, "ShardIteratorType": "TRIM_HORIZON" }))
            ["ShardIterator"]
            .clone();
        self.perform("GetRecords", json!({ "ShardIterator": iterator }))["Records"]
            .as_array()
            .cloned()
            .unwrap_or_default()
    }
}
