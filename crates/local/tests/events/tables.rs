//! Tables behave, fail and record their changes as on AWS.

use std::time::{SystemTime, UNIX_EPOCH};

use gelato_local::dynamodb::Store;
use gelato_local::stack::table;
use serde_json::{Value, json};

use crate::world::{ARN, STREAM, World, resource};

#[track_caller]
fn refused(world: &World, action: &str, body: &str, expected: &Value) {
    let answer = world.answer(action, body);
    let found: Value = serde_json::from_slice(&answer.body).expect("JSON");
    assert_eq!((answer.status.as_u16(), &found), (400, expected), "{action} {body}");
}

fn recorded(world: &World) -> Vec<String> {
    let text = |record: &Value| {
        format!(
            "{} {}",
            record["eventName"].as_str().unwrap(),
            record["dynamodb"]["Keys"]["flavour"]["S"].as_str().unwrap()
        )
    };
    world.records().iter().map(text).collect()
}

#[test]
fn an_item_is_returned_as_it_was_put() {
    let world = World::new(None);
    world.put("Pistachio", "5");
    let got = world.perform("GetItem", json!({ "Key": { "flavour": { "S": "Pistachio" } } }));
    assert_eq!(got, json!({ "Item": { "flavour": { "S": "Pistachio" }, "rating": { "N": "5" } } }));
    let none = world.perform("GetItem", json!({ "Key": { "flavour": { "S": "Mango" } } }));
    assert_eq!(none, json!({}));
}

#[test]
fn a_table_may_be_named_by_its_arn() {
    let world = World::new(None);
    let ask = |action: &str, body: Value| -> Value {
        serde_json::from_slice(&world.answer(action, &body.to_string()).body).expect("JSON")
    };
    let item = json!({ "flavour": { "S": ARN }, "rating": { "N": "5" } });
    let key = json!({ "flavour": { "S": ARN } });
    assert_eq!(ask("PutItem", json!({ "TableName": ARN, "Item": item })), json!({}));
    for table in [ARN, "flavours"] {
        assert_eq!(ask("GetItem", json!({ "TableName": table, "Key": key })), json!({ "Item": item }));
        let read = json!({ "TransactItems": [{ "Get": { "TableName": table, "Key": key } }] });
        assert_eq!(ask("TransactGetItems", read), json!({ "Responses": [{ "Item": item }] }));
        let read = json!({ "RequestItems": { table: { "Keys": [key] } } });
        assert_eq!(ask("BatchGetItem", read)["Responses"], json!({ table: [item] }));
    }
    let elsewhere = ARN.replace("123456789012", "210987654321");
    let refused = ask("GetItem", json!({ "TableName": elsewhere, "Key": key }));
    assert!(refused["__type"].is_string(), "{refused}");
}

#[test]
fn errors_are_the_same_as_on_aws() {
    let world = World::new(None);
    world.put("Pistachio", "5");
    let prefix = "com.amazonaws.dynamodb.v20120810";
    let put = |more: &str| {
        format!(
            r#"{{"TableName":"flavours","Item":{{"flavour":{{"S":"Pistachio"}}}},"ConditionExpression":"attribute_not_exists(flavour)"{more}}}"#
        )
    };
    let failed = json!({
        "__type": format!("{prefix}#ConditionalCheckFailedException"), "message": "The conditional request failed",
    });
    refused(&world, "PutItem", &put(""), &failed);
    let with_item = json!({
        "__type": format!("{prefix}#ConditionalCheckFailedException"), "Message": "The conditional request failed",
        "Item": { "flavour": { "S": "Pistachio" }, "rating": { "N": "5" } },
    });
    refused(&world, "PutItem", &put(r#","ReturnValuesOnConditionCheckFailure":"ALL_OLD""#), &with_item);
    refused(
        &world,
        "GetItem",
        r#"{"TableName":"absent","Key":{"a":{"S":"b"}}}"#,
        &json!({ "__type": format!("{prefix}#ResourceNotFoundException"), "message": "Requested resource not found" }),
    );
    refused(&world, "PutItem", "{\"", &json!({ "__type": "com.amazon.coral.service#SerializationException" }));
    refused(&world, "Nothing", "{}", &json!({ "__type": "com.amazon.coral.service#UnknownOperationException" }));
    refused(
        &world,
        "PutItem",
        r#"{"TableName":"flavours","Item":{"flavour":{"S":"x","N":"1"}}}"#,
        &json!({
            "__type": "com.amazon.coral.validate#ValidationException",
            "message": "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the \
                        supported datatypes",
        }),
    );
}

#[test]
fn every_way_of_writing_is_recorded_once() {
    let world = World::new(None);
    world.put("A", "1");
    world.perform(
        "UpdateItem",
        json!({
            "Key": { "flavour": { "S": "A" } }, "UpdateExpression": "SET rating = :two",
            "ExpressionAttributeValues": { ":two": { "N": "2" } },
        }),
    );
    world.perform("DeleteItem", json!({ "Key": { "flavour": { "S": "A" } } }));
    let item = |name: &str| json!({ "flavour": { "S": name } });
    world.perform(
        "BatchWriteItem",
        json!({ "RequestItems": { "flavours": [{ "PutRequest": { "Item": item("B") } }] } }),
    );
    world.perform(
        "TransactWriteItems",
        json!({ "TransactItems": [
            { "Put": { "TableName": "flavours", "Item": item("C") } },
            { "Delete": { "TableName": "flavours", "Key": item("B") } },
        ]}),
    );
    world.perform("ExecuteStatement", json!({ "Statement": "INSERT INTO flavours VALUE {'flavour': 'D'}" }));
    assert_eq!(recorded(&world), ["INSERT A", "MODIFY A", "REMOVE A", "INSERT B", "INSERT C", "REMOVE B", "INSERT D"]);
}

#[test]
fn a_write_without_a_change_is_not_recorded() {
    let world = World::new(None);
    let item = json!({ "Item": {
        "flavour": { "S": "A" }, "x": { "SS": ["1", "2"] }, "y": { "L": [{ "M": { "b": { "N": "1" }, "a": { "BOOL": true } } }] },
    }});
    world.perform("PutItem", item.clone());
    for _ in 0..20 {
        world.perform("PutItem", item.clone());
    }
    world.perform("DeleteItem", json!({ "Key": { "flavour": { "S": "absent" } } }));
    refused_write(&world);
    assert_eq!(recorded(&world), ["INSERT A"]);
}

/// A failed transaction has no effect.
fn refused_write(world: &World) {
    let item = |name: &str| json!({ "flavour": { "S": name } });
    let body = json!({ "TransactItems": [
        { "Put": { "TableName": "flavours", "Item": item("Z") } },
        { "Put": { "TableName": "flavours", "Item": item("A"), "ConditionExpression": "attribute_not_exists(flavour)" } },
    ]});
    refused(
        world,
        "TransactWriteItems",
        &body.to_string(),
        &json!({
            "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
            "CancellationReasons": [
                { "Code": "None" }, { "Code": "ConditionalCheckFailed", "Message": "The conditional request failed" },
            ],
            "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]",
        }),
    );
}

#[test]
fn a_record_has_the_form_of_aws() {
    let world = World::new(None);
    world.put("A", "42");
    let record = &world.records()[0];
    let id = record["eventID"].as_str().unwrap();
    assert!(id.len() == 32 && id.chars().all(|digit| digit.is_ascii_hexdigit() && !digit.is_uppercase()), "{id}");
    assert_eq!(record["awsRegion"], "ap-southeast-2");
    assert_eq!(record["dynamodb"]["SequenceNumber"].as_str().map(str::len), Some(21));
    assert_eq!(record["dynamodb"]["NewImage"], json!({ "flavour": { "S": "A" }, "rating": { "N": "42" } }));
    assert_eq!(record["dynamodb"]["SizeBytes"], 8 + 8 + 6 + 2);
    assert_eq!(record["dynamodb"].get("OldImage"), None);
}

#[test]
fn expired_items_are_deleted_by_the_service() {
    let world = World::new(None);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    for (name, at) in [("old", now - 5), ("young", now + 500), ("milliseconds", now * 1000), ("ancient", 5)] {
        world.perform("PutItem", json!({ "Item": { "flavour": { "S": name }, "expiresAt": { "N": at.to_string() } } }));
    }
    assert_eq!(world.store.delete_expired().expect("a sweep"), 1);
    let records = world.records();
    let last = records.last().unwrap();
    assert_eq!(
        (&last["eventName"], &last["dynamodb"]["Keys"]),
        (&json!("REMOVE"), &json!({ "flavour": { "S": "old" } }))
    );
    assert_eq!(last["userIdentity"], json!({ "type": "Service", "principalId": "dynamodb.amazonaws.com" }));
    world.perform("DeleteItem", json!({ "Key": { "flavour": { "S": "young" } } }));
    assert_eq!(world.records().last().unwrap().get("userIdentity"), None);
}

#[test]
fn a_table_describes_itself_with_its_own_arn() {
    let world = World::new(None);
    let table = world.perform("DescribeTable", json!({}));
    assert_eq!(table["Table"]["TableArn"], ARN);
    assert_eq!(table["Table"]["LatestStreamArn"], STREAM);
    assert_eq!(table["Table"]["GlobalSecondaryIndexes"][0]["IndexArn"], format!("{ARN}/index/makers"));
}

#[test]
fn a_transaction_with_a_token_is_performed_once() {
    let world = World::new(None);
    let body = |name: &str| {
        json!({ "ClientRequestToken": "t", "TransactItems": [{ "Update": {
            "TableName": "flavours", "Key": { "flavour": { "S": name } }, "UpdateExpression": "ADD n :one",
            "ExpressionAttributeValues": { ":one": { "N": "1" } },
        }}]})
    };
    world.perform("TransactWriteItems", body("A"));
    world.perform("TransactWriteItems", body("A"));
    assert_eq!(recorded(&world), ["INSERT A"]);
    let other = world.answer("TransactWriteItems", &body("B").to_string());
    assert!(String::from_utf8_lossy(&other.body).contains("IdempotentParameterMismatchException"));
}

#[test]
fn a_folder_keeps_items_and_records() {
    let folder = tempfile::tempdir().expect("a folder");
    World::new(Some(folder.path())).put("A", "1");
    let world = World::new(Some(folder.path()));
    world.put("B", "1");
    assert_eq!(recorded(&world), ["INSERT A", "INSERT B"]);
}

#[test]
fn a_folder_is_used_by_one_runtime_at_a_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let world = World::new(Some(folder.path()));
    let error = Store::open(Some(folder.path())).err().expect("a refusal").to_string();
    assert!(error.contains("is in use by another runtime; hint: stop it"), "{error}");
    drop(world);
    Store::open(Some(folder.path())).expect("a database");
}

#[test]
fn a_table_with_another_key_is_rejected() {
    let world = World::new(None);
    let mut tables = crate::world::tables();
    tables[0].definition["KeySchema"][0]["AttributeName"] = json!("maker");
    let error = world.store.set_tables(&tables).expect_err("another key");
    assert!(error.to_string().contains("`flavours` is kept with another key"), "{error}");
}

/// Version 6 of the provider has another syntax for the same index.
#[test]
fn a_global_index_has_its_key_in_either_syntax() {
    let read = |index: Value| {
        let values = json!({
            "name": "flavours", "arn": ARN, "hash_key": "flavour", "global_secondary_index": [index],
            "attribute": [{ "name": "flavour", "type": "S" }, { "name": "maker", "type": "S" }],
        });
        let (tables, findings) = table::read(&[resource("aws_dynamodb_table", values)].into_iter().collect());
        (tables[0].definition.clone(), findings)
    };
    let older = json!({ "name": "makers", "hash_key": "maker", "range_key": "flavour", "projection_type": "ALL" });
    let part = |name: &str, kind: &str| json!({ "attribute_name": name, "key_type": kind });
    let parts = [part("flavour", "RANGE"), part("maker", "HASH")];
    let newer = json!({ "name": "makers", "key_schema": parts, "projection_type": "ALL" });
    assert_eq!(read(newer), read(older.clone()));
    assert_eq!(read(older).1, []);
    let parts = [part("flavour", "HASH"), part("maker", "HASH"), part("rating", "RANGE")];
    let (_, findings) = read(json!({ "name": "makers", "key_schema": parts, "projection_type": "ALL" }));
    assert_eq!(findings.len(), 1);
}
