//! Expressions are rejected as on AWS, whatever the table contains.

use serde_json::{Value, json};

use crate::world::World;

/// One request per line, with the error message; null if it succeeds.
const CASES: &str = include_str!("expressions.jsonl");

fn answer(world: &World, request: &Value) -> (u16, Value) {
    let mut body = request.clone();
    let action = body["action"].take();
    let body = body.as_object_mut().expect("an object");
    body.remove("action");
    if !["TransactItems", "RequestItems"].iter().any(|several| body.contains_key(*several)) {
        body.insert("TableName".into(), json!("flavours"));
    }
    let body = Value::Object(body.clone()).to_string();
    let answer = world.answer(action.as_str().expect("an action"), &body);
    (answer.status.as_u16(), serde_json::from_slice(&answer.body).expect("JSON"))
}

#[track_caller]
fn check_all(world: &World) {
    let mut wrong = Vec::new();
    for case in CASES.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON")) {
        let (status, found) = answer(world, &case["request"]);
        let refused = json!({ "__type": "com.amazon.coral.validate#ValidationException", "message": case["message"] });
        let fits = if case["message"].is_null() { status == 200 } else { status == 400 && found == refused };
        if !fits {
            wrong.push(format!("{case}\n  found: {status} {found}"));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn expressions_are_checked_on_an_empty_table() {
    check_all(&World::new(None));
}

#[test]
fn expressions_are_checked_with_items() {
    let world = World::new(None);
    world.put("Pistachio", "5");
    check_all(&world);
}

#[test]
fn expressions_are_checked_before_the_table_is_looked_up() {
    let world = World::new(None);
    let (_, found) = answer(&world, &json!({ "action": "Scan", "FilterExpression": "x = :c" }));
    let body = json!({ "TableName": "nothing", "FilterExpression": "x = :c" });
    let missing: Value = serde_json::from_slice(&world.answer("Scan", &body.to_string()).body).expect("JSON");
    assert_eq!(missing, found);
}

#[test]
fn a_rejected_transaction_writes_nothing() {
    let world = World::new(None);
    let put = json!({ "Put": { "TableName": "flavours", "Item": { "flavour": { "S": "Mango" } } } });
    let update = json!({ "Update": {
        "TableName": "flavours", "Key": { "flavour": { "S": "Lemon" } }, "UpdateExpression": "SET x = :c",
    } });
    let (status, _) = answer(&world, &json!({ "action": "TransactWriteItems", "TransactItems": [put, update] }));
    assert_eq!((status, world.records().len()), (400, 0));
}

/// The library evaluates expressions recursively, so its stack limits the depth.
#[test]
fn the_nesting_of_expressions_is_limited() {
    let world = World::new(None);
    world.put("Pistachio", "5");
    let scan = |filter: String| {
        let values = json!({ ":a": { "S": "x" } });
        answer(&world, &json!({ "action": "Scan", "FilterExpression": filter, "ExpressionAttributeValues": values }))
    };
    let groups = |depth: usize| format!("{}x = :a{}", "(y = :a OR ".repeat(depth), ")".repeat(depth));
    let negations = |depth: usize| format!("{}x = :a", "NOT ".repeat(depth));
    for filter in [groups, negations].map(|nested: fn(usize) -> String| (nested(64), nested(65), nested(300))) {
        assert_eq!(scan(filter.0).0, 200);
        for deeper in [filter.1, filter.2] {
            let (status, found) = scan(deeper);
            let message = found["message"].as_str().unwrap_or_default();
            assert_eq!(status, 400);
            assert!(message.ends_with("nested deeper than 64 levels, the limit here"), "{found}");
        }
    }
    let sum = format!("SET x = {}:a{}", "(".repeat(2_000), ")".repeat(2_000));
    let key = json!({ "flavour": { "S": "x" } });
    let update = json!({ "action": "UpdateItem", "Key": key, "UpdateExpression": sum });
    assert_eq!(answer(&world, &update).0, 400);
}
