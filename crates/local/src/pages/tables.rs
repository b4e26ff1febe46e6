//! `/_gelato/tables` and `/_gelato/tables/NAME`: the tables and their items.

use http::{HeaderMap, Method};
use serde::Serialize;
use serde_json::{Value, json};

use crate::dynamodb::{DynamoDb, Store};
use crate::service::{Answer, Call, Service};

use super::{failed, not_found, ok};

/// How many items are shown by default.
const SHOWN: u64 = 1_000;

#[derive(Serialize)]
struct Listed {
    name: String,
    arn: String,
    stream_arn: Option<String>,
}

#[derive(Serialize)]
struct Page<'a> {
    name: &'a str,
    /// In DynamoDB's JSON, such as `{"flavour":{"S":"Pistachio"}}`.
    items: Value,
    /// Whether there are more items.
    more: bool,
}

/// The tables.
pub(super) fn list(store: &Store) -> Answer {
    let tables = store.tables().into_iter().map(|table| Listed {
        name: table.name,
        arn: table.arn,
        stream_arn: table.stream.map(|stream| stream.arn),
    });
    ok(&tables.collect::<Vec<_>>())
}

/// The items of a table, at most as many as `?limit=`.
pub(super) async fn page(store: &Store, dynamodb: &DynamoDb, name: &str, query: Option<&str>) -> Answer {
    let name = percent_encoding::percent_decode_str(name).decode_utf8_lossy();
    if store.table(&name).is_none() {
        let known: Vec<_> = store.tables().into_iter().map(|table| table.name).collect();
        return not_found(&format!("there is no table `{name}`; there are {}", known.join(", ")));
    }
    let limit = form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .find_map(|(name, value)| (name == "limit").then(|| value.parse().ok())?);
    let body = json!({ "TableName": name, "Limit": limit.unwrap_or(SHOWN).max(1) });
    let scan = Call {
        action: Some("Scan".into()),
        method: Method::POST,
        path: "/".into(),
        query: None,
        headers: HeaderMap::new(),
        body: body.to_string().into(),
    };
    let answer = dynamodb.call(scan).await;
    match serde_json::from_slice::<Value>(&answer.body) {
        Ok(mut found) if answer.status.is_success() => {
            ok(&Page { name: &name, items: found["Items"].take(), more: !found["LastEvaluatedKey"].is_null() })
        }
        _ => match store.damage() {
            Some(damage) => failed(&damage.to_string()),
            None => failed(&String::from_utf8_lossy(&answer.body)),
        },
    }
}
