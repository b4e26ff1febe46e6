//! Random requests, valid and invalid: the runtime keeps running, its memory stays bounded, and no acknowledged write
//! is lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use fastrand::Rng;
use http::Request;
use http_body_util::Full;
use serde_json::json;

use crate::client::{Client, FLAVOURS};
use crate::runtime::Runtime;
use crate::stack::Stack;

/// The default number of requests; `GELATO_REQUESTS` overrides it, such as 100000 for a release build.
const REQUESTS: u64 = 3_000;
const CLIENTS: u64 = 16;
/// The maximum memory after all requests in MB, in a debug build.
const MEMORY: u64 = 250;

const TABLE: &str = "local-ice-cream-flavours";
const METHODS: [&str; 9] = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "BREW"];
const ACTIONS: [&str; 12] = [
    "PutItem",
    "GetItem",
    "UpdateItem",
    "Query",
    "Scan",
    "BatchWriteItem",
    "TransactWriteItems",
    "ExecuteStatement",
    "DescribeTable",
    "ListTables",
    "ListStreams",
    "Nothing",
];
const PATHS: [&str; 12] = [
    FLAVOURS,
    FLAVOURS,
    "/",
    "/prod",
    "/prod/",
    "/prod/other",
    "/_gelato/health",
    "/_gelato/inbox",
    "/_gelato/nothing",
    "//",
    "/2015-03-31/functions",
    "/restapis/x/prod/_user_request_/ice-cream-flavours",
];
const TEXTS: [&str; 12] =
    ["", "\"", "\\", "}", "${x}", "#set($a = 1)", "$util.error()", "\u{0}", "\u{2028}", "😀", "' OR '1'='1", "%00%ff"];
const TYPES: [&str; 6] = [
    "application/json",
    "application/json; charset=utf-8",
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/x-amz-json-1.0",
    "",
];

fn text(random: &mut Rng) -> String {
    (0..random.usize(..4))
        .map(
            |_| {
                if random.bool() { TEXTS[random.usize(..TEXTS.len())].to_owned() } else { random.char(..).to_string() }
            },
        )
        .collect()
}

/// Valid, invalid or no JSON.
fn body(random: &mut Rng) -> Bytes {
    let texts = [text(random), text(random)];
    match random.u8(..8) {
        0 => Bytes::new(),
        1 => (0..random.usize(..2000)).map(|_| random.u8(..)).collect(),
        2 => json!({ "flavour": texts[0], "cost": texts[1] }).to_string().into(),
        3 => json!({ "flavour": [texts], "cost": random.u32(..), "more": null }).to_string().into(),
        4 => "[".repeat(random.usize(..2000)).into(),
        5 => format!("{{\"flavour\":\"{}", texts[0]).into(),
        6 => json!({ "flavour": "x".repeat(random.usize(..300)), "cost": "1.00" }).to_string().into(),
        _ => json!({ "TableName": TABLE, "Item": { "flavour": { "S": texts[0] } }, "Key": { "flavour": { "S": texts[1] } } })
            .to_string()
            .into(),
    }
}

fn path(random: &mut Rng) -> String {
    let base = PATHS[random.usize(..PATHS.len())];
    let escaped = |random: &mut Rng| {
        percent_encoding::utf8_percent_encode(&text(random), percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    match random.u8(..4) {
        0 => format!("{base}/{}", escaped(random)),
        1 => format!("{base}?{}={}&{}", escaped(random), escaped(random), escaped(random)),
        2 => format!("{base}/%{:02x}", random.u8(..)),
        _ => base.to_owned(),
    }
}

fn request(random: &mut Rng) -> Option<Request<Full<Bytes>>> {
    let method = METHODS[random.usize(..METHODS.len())];
    let mut request = Request::builder().method(method).uri(path(random));
    request = request.header("content-type", TYPES[random.usize(..TYPES.len())]);
    if random.u8(..4) == 0 {
        request =
            request.header("x-amz-target", format!("DynamoDB_20120810.{}", ACTIONS[random.usize(..ACTIONS.len())]));
    }
    if random.u8(..6) == 0 {
        let service = ["dynamodb", "sns", "sqs", "lambda", "s3", "iam"][random.usize(..6)];
        let scope = format!("AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/{service}/aws4_request");
        request = request.header("authorization", scope);
    }
    for _ in 0..random.usize(..4) {
        request = request.header(format!("x-{}", random.alphanumeric()), text(random).replace('\0', ""));
    }
    request.body(Full::new(body(random))).ok()
}

/// The requests of one client. Every fifth one is a write, whose name is returned if it is acknowledged.
async fn ask(client: Client, number: u64, requests: u64, broken: Arc<AtomicU64>) -> Vec<String> {
    let mut random = Rng::with_seed(number);
    let mut acknowledged = Vec::new();
    for count in 0..requests {
        if count % 5 == 0 {
            let name = format!("{number}-{count}-{}", text(&mut random));
            if client.post(&name, "1.00").await.is_some_and(|response| response.status == 200) {
                acknowledged.push(name);
            }
        } else if let Some(request) = request(&mut random) {
            let described = format!("{} {}", request.method(), request.uri());
            match client.send(request).await {
                Some(response) => {
                    assert!(response.status != 500 || described.contains("prod"), "{described}: {response:?}");
                }
                None => drop(broken.fetch_add(1, Ordering::Relaxed)),
            }
        }
    }
    acknowledged
}

#[tokio::test(flavor = "multi_thread")]
async fn random_requests_lose_no_acknowledged_write() {
    let wanted = std::env::var("GELATO_REQUESTS").ok().and_then(|count| count.parse().ok());
    let requests = wanted.unwrap_or(REQUESTS);
    let stack = Stack::doing("");
    let mut runtime = Runtime::start(&stack, &[]);
    let client = Client::new(runtime.address);
    let broken = Arc::new(AtomicU64::new(0));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|number| tokio::spawn(ask(client.clone(), number, requests / CLIENTS, Arc::clone(&broken))))
        .collect();
    let mut acknowledged = Vec::new();
    for client in clients {
        acknowledged.extend(client.await.expect("a client"));
    }
    let broken = broken.load(Ordering::Relaxed);
    eprintln!("{requests} requests, {broken} connections broken, {} MB", runtime.memory());
    runtime.is_well();
    assert!(broken * 100 <= requests, "{broken} connections broke");
    assert!(acknowledged.len() as u64 * 6 > requests, "only {} were acknowledged", acknowledged.len());
    for name in &acknowledged {
        let got = client.get(name).await.expect("an answer");
        assert_eq!(got.status, 200, "{name:?}: {got:?}");
        assert_eq!(got.json()["Item"]["flavour"]["S"], json!(name));
    }
    assert!(runtime.memory() < MEMORY, "{} MB", runtime.memory());
    assert!(runtime.stop());
}
