//! The query protocol's names for what the JSON protocol has.
//!
//! Lists and maps are repeated parameters there, such as `MessageAttribute.1.Name`, and repeated elements in XML.

use serde_json::{Map, Value};

use crate::query::{Element, Member};

/// The names of repeated things: in the query protocol, and in JSON.
const REPEATED: [(&str, &str); 4] = [
    ("MessageAttribute", "MessageAttributes"),
    ("SendMessageBatchRequestEntry", "Entries"),
    ("DeleteMessageBatchRequestEntry", "Entries"),
    ("AttributeName", "AttributeNames"),
];

/// What an action is given; the queue may be named by the path.
pub(super) fn input(parameters: Value, path: &str) -> Value {
    let mut input = renamed(parameters);
    if let Value::Object(members) = &mut input {
        members.entry("QueueUrl").or_insert_with(|| path.into());
    }
    input
}

fn renamed(parameters: Value) -> Value {
    let Value::Object(members) = parameters else { return parameters };
    let members = members.into_iter().map(|(name, value)| {
        let json = REPEATED.iter().find(|(query, _)| *query == name);
        match (json, value) {
            (Some((_, "MessageAttributes")), Value::Array(list)) => ("MessageAttributes".to_owned(), by_name(list)),
            (Some((_, json)), Value::Array(list)) => ((*json).to_owned(), list.into_iter().map(renamed).collect()),
            (_, value) => (name, value),
        }
    });
    Value::Object(members.collect())
}

fn by_name(list: Vec<Value>) -> Value {
    let named = list.into_iter().filter_map(|mut one| Some((one["Name"].as_str()?.to_owned(), one["Value"].take())));
    Value::Object(named.collect())
}

/// What an action gives.
pub(super) fn output(action: &str, result: &Value) -> Element {
    Element::Members(result.as_object().map(|result| members(action, result)).unwrap_or_default())
}

fn members(action: &str, object: &Map<String, Value>) -> Vec<Member> {
    object.iter().flat_map(|(name, value)| member(action, name, value)).collect()
}

fn member(action: &str, name: &str, value: &Value) -> Vec<Member> {
    match (name, value) {
        ("Attributes", Value::Object(attributes)) => pairs(action, "Attribute", attributes),
        ("MessageAttributes", Value::Object(attributes)) => pairs(action, "MessageAttribute", attributes),
        (_, Value::Array(list)) => {
            let name = one_of(action, name);
            list.iter().map(|one| (name.clone().into(), element(action, one))).collect()
        }
        (_, value) => vec![(name.to_owned().into(), element(action, value))],
    }
}

/// The name of one element of a list.
fn one_of(action: &str, list: &str) -> String {
    match list {
        "Successful" => format!("{action}ResultEntry"),
        "Failed" => "BatchResultErrorEntry".to_owned(),
        plural => plural.trim_end_matches('s').to_owned(),
    }
}

fn pairs(action: &str, name: &'static str, entries: &Map<String, Value>) -> Vec<Member> {
    let pair = |(key, value): (&String, &Value)| {
        (name.into(), Element::of([("Name", Element::text(key)), ("Value", element(action, value))]))
    };
    entries.iter().map(pair).collect()
}

fn element(action: &str, value: &Value) -> Element {
    match value {
        Value::Object(object) => Element::Members(members(action, object)),
        Value::String(text) => Element::text(text),
        other => Element::text(other.to_string()),
    }
}
