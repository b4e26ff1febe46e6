//! The shared vectors of streams, mappings and tables, if the shared folder exists. They record what AWS does, not what
//! this code does.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::deliveries::{Running, run_over};
use crate::world::World;

/// Authorization is not checked here, so tables never return this error.
const ELSEWHERE: [&str; 1] = ["obs.ddb.err.access_denied"];

/// The vectors of a kind; empty, with a message, if the shared folder does not exist.
fn vectors(kind: &str) -> Vec<Value> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("GELATO_SHARED").map_or(beside, PathBuf::from);
    let Ok(text) = std::fs::read_to_string(folder.join("vectors/api-gateway.json")) else {
        eprintln!("absent: the shared vectors");
        return Vec::new();
    };
    let all: Value = serde_json::from_str(&text).expect("JSON");
    let all = all["vectors"].as_array().expect("vectors").iter();
    let found: Vec<_> = all.filter(|vector| vector["kind"] == kind && !is_elsewhere(vector)).cloned().collect();
    assert!(!found.is_empty(), "there are no vectors of the kind `{kind}`");
    found
}

fn is_elsewhere(vector: &Value) -> bool {
    vector["id"].as_str().is_some_and(|id| ELSEWHERE.contains(&id))
}

#[test]
fn sizes_are_those_of_aws() {
    for vector in vectors("esm-sizebytes") {
        let world = World::with_key(vector["key_names"][0].as_str().expect("a key"));
        world.perform("PutItem", json!({ "Item": vector["NewImage"] }));
        assert_eq!(world.records()[0]["dynamodb"]["SizeBytes"], vector["expected"], "{}", vector["id"]);
    }
}

#[tokio::test]
async fn filters_select_the_same_records_as_on_aws() {
    for vector in vectors("esm-filter") {
        let world = World::with_key("id");
        for item in vector["items_put_in_order"].as_array().expect("items") {
            world.perform("PutItem", json!({ "Item": item }));
        }
        // The last item passes every filter of the vectors: when it is delivered, all others have been processed.
        world.perform(
            "PutItem",
            json!({ "Item": {
                "id": { "S": "last" }, "presentKey": { "S": "presentValue" }, "numericFilter": { "N": "7" },
            }}),
        );
        let count = usize::try_from(vector["expected"]["invocations"].as_u64().expect("a number")).expect("small");
        let mapping = json!({
            "batch_size": vector["batch_size"],
            "filter_criteria": [{ "filter": [{ "pattern": vector["filter"].to_string() }] }],
        });
        assert_eq!(run_over(world, &[], mapping).batches(count + 1).await.len(), count + 1, "{}", vector["id"]);
    }
}

#[tokio::test]
async fn reported_failures_are_parsed_as_on_aws() {
    for vector in vectors("esm-report").into_iter().filter(|vector| !vector["function_response"].is_null()) {
        let answer = vector["function_response"].as_str().expect("text");
        let answer = if answer == "<exception>" { Err("{}") } else { Ok(answer) };
        let expected = &vector["expected"];
        let count = usize::try_from(expected["invocations"].as_u64().expect("a number")).expect("small");
        let running = report(&["A"], &vec![answer; count], &vector);
        assert_eq!(running.batches(count).await.len(), count, "{}", vector["id"]);
        if !expected["on_failure"].is_null() {
            holds(&expected["on_failure"], &running.failure().await);
        }
    }
}

#[tokio::test]
async fn a_partial_failure_is_handled_as_on_aws() {
    for vector in vectors("esm-report").into_iter().filter(|vector| vector["function_response"].is_null()) {
        let names = ["testId0", "testId1", "testId2", "testId3", "testId4", "testId5"];
        let last = Ok(r#"{"batchItemFailures":[{"itemIdentifier":"LAST"}]}"#);
        let running = report(&names, &[Ok("null"), last, last, last, last], &vector);
        let batches = running.batches(5).await;
        assert_eq!(batches[2..], [["testId5"], ["testId5"], ["testId5"]], "{}", vector["id"]);
        let number = last_number(&running);
        let mut expected = vector["expected"]["on_failure"].clone();
        expected["startSequenceNumber"] = number.clone();
        expected["endSequenceNumber"] = number;
        holds(&expected, &running.failure().await);
    }
}

fn last_number(running: &Running) -> Value {
    let batches = running.function.batches.lock().expect("a lock");
    batches.last().and_then(|batch| batch.last()).expect("a record")["dynamodb"]["SequenceNumber"].clone()
}

fn report(names: &[&str], script: &[Result<&str, &str>], vector: &Value) -> Running {
    let world = World::new(None);
    for name in names {
        world.put(name, "1");
    }
    let mut mapping = json!({ "function_response_types": vector["FunctionResponseTypes"] });
    for (argument, name) in [("batch_size", "BatchSize"), ("maximum_retry_attempts", "MaximumRetryAttempts")] {
        if !vector[name].is_null() {
            mapping[argument] = vector[name].clone();
        }
    }
    run_over(world, script, mapping)
}

/// Checks members of a failure, wherever they are in it.
#[track_caller]
fn holds(expected: &Value, failure: &Value) {
    for (name, value) in expected.as_object().expect("members") {
        let parts = ["requestContext", "responseContext", "DDBStreamBatchInfo"];
        let found = parts.into_iter().find_map(|part| failure[part].get(name));
        assert_eq!(found, Some(value), "{name}: {failure}");
    }
}

#[tokio::test]
async fn a_destination_receives_the_same_report_as_on_aws() {
    for vector in vectors("esm-destination") {
        let world = World::new(None);
        world.put("A", "1");
        let mapping = json!({ "maximum_retry_attempts": vector["MaximumRetryAttempts"] });
        let failure = run_over(world, &[Err("{}"), Err("{}")], mapping).failure().await;
        let id = vector["id"].as_str().expect("text");
        alike(id, &vector["expected"], &failure);
    }
}

/// Compares two objects. A text in angle brackets names the kind of the expected text.
#[track_caller]
fn alike(path: &str, expected: &Value, found: &Value) {
    if let (Some(expected), Some(found)) = (expected.as_object(), found.as_object()) {
        let names = |members: &Map<String, Value>| members.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(found), names(expected), "{path}");
        expected.iter().for_each(|(name, value)| alike(&format!("{path}.{name}"), value, &found[name]));
        return;
    }
    let shape = expected.as_str().and_then(|text| text.strip_prefix('<')?.strip_suffix('>'));
    let Some(shape) = shape else { return assert_eq!(found, expected, "{path}") };
    let text = found.as_str().unwrap_or_else(|| panic!("{path} is `{found}`"));
    let holds = match shape {
        "uuid" => text.len() == 36 && text.matches('-').count() == 4,
        "arn" | "stream arn" => text.starts_with("arn:aws:"),
        "shardId" => text.starts_with("shardId-"),
        "n" => text.chars().all(|digit| digit.is_ascii_digit()),
        // A timestamp of the same length as its pattern.
        _ => text.len() == shape.len() && text.ends_with('Z') && text[4..].starts_with('-'),
    };
    assert!(holds, "{path}: `{text}` is not a {shape}");
}

#[test]
fn tables_return_the_same_errors_as_on_aws() {
    for vector in vectors("ddb-error") {
        let id = vector["id"].as_str().expect("text");
        let world = World::new(None);
        world.put("A", "1");
        let new = json!({
            "TableName": "flavours", "Item": { "flavour": { "S": "A" } },
            "ConditionExpression": "attribute_not_exists(flavour)",
        });
        let other = json!({ "TableName": "flavours", "Item": { "flavour": { "S": "B" } } });
        let (action, body) = match id.rsplit('.').next().unwrap_or_default() {
            "not_found" => {
                ("BatchWriteItem", json!({ "RequestItems": { "absent": [{ "PutRequest": { "Item": {} } }] } }))
            }
            "transaction_canceled" => {
                ("TransactWriteItems", json!({ "TransactItems": [{ "Put": new }, { "Put": other }] }))
            }
            "conditional" => ("PutItem", new),
            "validation" => {
                ("PutItem", json!({ "TableName": "flavours", "Item": { "flavour": { "S": "A", "N": "1" } } }))
            }
            _ => panic!("no one here knows how to make `{id}` happen"),
        };
        let answer = world.answer(action, &body.to_string());
        refuses(id, &vector["expected"], answer.status.as_u16(), &answer.body);
    }
}

#[track_caller]
fn refuses(id: &str, expected: &Value, status: u16, body: &[u8]) {
    let text = String::from_utf8_lossy(body);
    let found: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(json!(status), expected["status"], "{id}: {text}");
    if let Some(body) = expected["body"].as_str() {
        assert_eq!(text, body, "{id}");
    }
    if !expected["json"].is_null() {
        assert_eq!(found, expected["json"], "{id}");
    }
    if let Some(code) = expected["code"].as_str() {
        assert_eq!(found["__type"].as_str().and_then(|kind| kind.rsplit('#').next()), Some(code), "{id}: {text}");
        let named = expected["message_key"].as_str().map(|key| &found[key]);
        let message = named.unwrap_or_else(|| found.get("message").unwrap_or(&found["Message"]));
        assert_eq!(*message, expected["message"], "{id}: {text}");
    }
}
