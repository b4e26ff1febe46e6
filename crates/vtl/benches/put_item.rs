//! How long a DynamoDB `PutItem` template of about 400 bytes takes to parse and to render.
#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use gelato_vtl::Template;
use gelato_vtl::api_gateway::Request;

const TEMPLATE: &str = r#"#set($flavour = $util.escapeJavaScript($input.path('$.flavour')).replaceAll("\\'","'"))
#set($shop = $util.escapeJavaScript($input.params('shop')).replaceAll("\\'","'"))
{
  "TableName": "flavours",
  "Item": {
    "pk": {"S": "SHOP#$shop"},
    "sk": {"S": "FLAVOUR#$flavour"},
    "scoops": {"N": "$input.path('$.scoops')"}
  },
  "ConditionExpression": "attribute_not_exists(pk)"
}
"#;

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

criterion_group!(benches, put_item);
criterion_main!(benches);
