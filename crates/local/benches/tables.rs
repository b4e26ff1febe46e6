//! The cost of a write and a read of a table with a stream.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a benchmark")]

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use gelato_local::dynamodb::{DynamoDb, Store};
use gelato_local::resource::{Resource, Resources};
use gelato_local::service::{Call, Service};
use gelato_local::stack;
use http::{HeaderMap, Method};
use serde_json::json;

const ARN: &str = "arn:aws:dynamodb:us-east-1:000000000000:table/flavours";

fn service() -> DynamoDb {
    let values = json!({
        "name": "flavours", "arn": ARN, "hash_key": "flavour", "attribute": [{ "name": "flavour", "type": "S" }],
        "stream_enabled": true, "stream_view_type": "NEW_AND_OLD_IMAGES", "stream_arn": format!("{ARN}/stream/now"),
    });
    let table = Resource {
        address: "aws_dynamodb_table.flavours".into(),
        kind: "aws_dynamodb_table".into(),
        values: values.as_object().cloned().unwrap_or_default(),
        place: None,
    };
    let (tables, _) = stack::table::read(&[table].into_iter().collect::<Resources>());
    let store = Arc::new(Store::open(None).expect("a database"));
    store.set_tables(&tables).expect("tables");
    DynamoDb::new(store, &tables)
}

fn call(action: &str, body: String) -> Call {
    let (path, query, headers) = ("/".into(), None, HeaderMap::new());
    Call { action: Some(action.into()), method: Method::POST, path, query, headers, body: body.into() }
}

fn put(number: u64) -> Call {
    let description = "A flavour of which there is much to tell, but not more than anyone would read";
    let item = format!(r#"{{"flavour":{{"S":"flavour {number}"}},"description":{{"S":"{description}"}}}}"#);
    call("PutItem", format!(r#"{{"TableName":"flavours","Item":{item},"ReturnValues":"NONE"}}"#))
}

fn tables(criterion: &mut Criterion) {
    let service = service();
    let mut number = 0;
    criterion.bench_function("put an item", |bencher| {
        bencher.iter(|| {
            number += 1;
            black_box(pollster::block_on(service.call(put(number))))
        });
    });
    for _ in 0..200_000 {
        number += 1;
        let _ = pollster::block_on(service.call(put(number)));
    }
    criterion.bench_function("put an item after 200,000", |bencher| {
        bencher.iter(|| {
            number += 1;
            black_box(pollster::block_on(service.call(put(number))))
        });
    });
    let get = r#"{"TableName":"flavours","Key":{"flavour":{"S":"flavour 77"}}}"#;
    criterion.bench_function("get an item", |bencher| {
        bencher.iter(|| black_box(pollster::block_on(service.call(call("GetItem", get.into())))));
    });
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let memory = status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or_default();
    #[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
    {
        println!("{number} items: {memory}");
    }
}

criterion_group!(benches, tables);
criterion_main!(benches);
