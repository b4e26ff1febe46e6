//! Measures parsing and rendering of a DynamoDB `PutItem` template of about 400 bytes, and of the two templates of a
//! request for an item: to DynamoDB, and back to a browser's page.
#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use gelato_vtl::Template;
use gelato_vtl::api_gateway::Request;

const TEMPLATE: &str = include_str!("put_item.vtl");

fn put_item(criterion: &mut Criterion) {
    let template = Template::parse("put-item", TEMPLATE).unwrap();
    let request = Request {
        body: r#"{"flavour": "it's vanilla", "scoops": 3}"#.to_owned(),
        path: vec![("shop".to_owned(), "corner".to_owned())],
        ..Request::default()
    };
    criterion.bench_function("parse", |bencher| bencher.iter(|| Template::parse("t", black_box(TEMPLATE)).unwrap()));
    criterion.bench_function("render", |bencher| bencher.iter(|| template.render(black_box(&request)).unwrap()));
}

/// A request like the local runtime's, with only those values of `$context` that the templates read.
fn get_item(criterion: &mut Criterion) {
    let pairs = |list: &[(&str, &str)]| list.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    let asked = Request {
        path: pairs(&[("flavour", "vanilla")]),
        header: pairs(&[
            ("Host", "abcdefghij.localhost:4566"),
            ("User-Agent", "curl/8.5.0"),
            ("Accept", "*/*"),
            ("Content-Type", "application/json"),
            ("Origin", "https://parlour.example"),
        ]),
        context: [("path".to_owned(), "/v1/flavours/vanilla".into())].into_iter().collect(),
        ..Request::default()
    };
    let answered = Request {
        body: r#"{"Item":{"flavour":{"S":"vanilla"},"cost":{"S":"1.50"}}}"#.to_owned(),
        context: serde_json::Map::new(),
        ..asked.clone()
    };
    let to = Template::parse("get-item", include_str!("get_item.vtl")).unwrap();
    let back = Template::parse("get-item-answer", include_str!("get_item_answer.vtl")).unwrap();
    criterion.bench_function("render to get an item", |bencher| bencher.iter(|| to.render(black_box(&asked)).unwrap()));
    criterion
        .bench_function("render its answer", |bencher| bencher.iter(|| back.render(black_box(&answered)).unwrap()));
}

/// Time must grow linearly with size: templates up to 300 KB, bodies up to 10 MB, texts built in a loop.
fn sizes(criterion: &mut Criterion) {
    for kilobytes in [30, 300] {
        let source = TEMPLATE.repeat(kilobytes * 1024 / TEMPLATE.len());
        criterion.bench_function(&format!("template of {kilobytes} KB"), |bencher| {
            bencher.iter(|| Template::parse("t", black_box(source.as_str())).unwrap());
        });
    }
    let whole = Template::parse("t", "$input.json('$')").unwrap();
    for megabytes in [1, 10] {
        let item = r#"{"name": "vanilla", "scoops": [1, 2, 3]},"#;
        let items = item.repeat(megabytes * 1_000_000 / item.len());
        let request = Request { body: format!("[{}]", items.trim_end_matches(',')), ..Request::default() };
        criterion.bench_function(&format!("body of {megabytes} MB"), |bencher| {
            bencher.iter(|| whole.render(black_box(&request)).unwrap());
        });
    }
    for statement in ["#set($s = $s + 'some more text')", "#set($s = \"${s}some more text\")"] {
        for turns in [100, 1000] {
            let source = format!("#set($s = '')#foreach($i in [1..{turns}])#foreach($j in [1..10]){statement}#end#end");
            let template = Template::parse("t", source).unwrap();
            criterion.bench_function(&format!("{statement} {turns}0 times"), |bencher| {
                bencher.iter(|| template.render(black_box(&Request::default())).unwrap());
            });
        }
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2)).sample_size(20);
    targets = put_item, get_item, sizes
}
criterion_main!(benches);
