//! Outputs and API keys are shown on the terminal, as JSON and on a page.

use http::Method;
use serde_json::{Value, json};

use crate::client::Client;
use crate::runtime::{Runtime, overview};
use crate::stack::Stack;

/// A stack with a generated and a given API key, and with plain and sensitive outputs.
fn stack() -> Stack {
    let stack = Stack::doing("");
    stack.resource("aws_api_gateway_api_key", "made", &json!({ "name": "made-by-aws" }));
    stack.resource("aws_api_gateway_api_key", "own", &json!({ "name": "own", "value": "a-value-of-ones-own-0123" }));
    stack.output("greeting", &json!({ "value": "hello" }));
    stack.output("numbers", &json!({ "value": [1, 2] }));
    stack.output("key", &json!({ "value": "${aws_api_gateway_api_key.made.value}", "sensitive": true }));
    stack
}

/// The value of a key with a name.
fn key<'a>(listing: &'a Value, name: &str) -> &'a str {
    let keys = listing["api_keys"].as_array().expect("keys");
    keys.iter().find(|key| key["name"] == name).expect("a key")["value"].as_str().expect("a value")
}

async fn page(runtime: &Runtime, query: &str) -> Value {
    let path = format!("/_gelato/outputs{query}");
    Client::new(runtime.address).ask(Method::GET, &path, "").await.expect("an answer").json()
}

#[tokio::test(flavor = "multi_thread")]
async fn outputs_and_api_keys_are_shown() {
    let stack = stack();
    let runtime = Runtime::start(&stack, &[]);
    let shown = page(&runtime, "").await;
    for listing in [&runtime.started, &shown] {
        assert_eq!(listing["outputs"]["greeting"], json!({ "sensitive": false, "value": "hello" }));
        assert_eq!(listing["outputs"]["numbers"]["value"], json!([1, 2]));
        assert_eq!(listing["outputs"]["key"], json!({ "sensitive": true, "value": "(sensitive)" }));
        assert!(key(listing, "made-by-aws").len() >= 20, "{listing}");
        assert_eq!(key(listing, "own"), "(sensitive)");
    }
    let asked = page(&runtime, "?sensitive=true").await;
    assert_eq!(asked["outputs"]["key"]["value"], key(&shown, "made-by-aws"));
    assert_eq!(key(&asked, "own"), "a-value-of-ones-own-0123");
    let showing = Runtime::start(&stack, &["--show-sensitive"]);
    assert_eq!(showing.started["outputs"], asked["outputs"]);
    assert_eq!(showing.started["api_keys"], asked["api_keys"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_is_reached_by_its_id() {
    let stack = stack();
    let runtime = Runtime::start(&stack, &[]);
    let shown = page(&runtime, "").await;
    assert_eq!(shown["apis"], runtime.started["apis"]);
    let stage = &shown["apis"][0]["stages"][0];
    let id = shown["apis"][0]["id"].as_str().expect("an id");
    let by_id = stage["url_by_id"].as_str().expect("an address");
    assert_eq!(by_id, format!("http://{}/restapis/{id}/prod/_user_request_", runtime.address));
    let path = by_id.split_once(&runtime.address.to_string()).expect("the address").1;
    let body = json!({ "flavour": "Mango", "cost": "1.00" }).to_string();
    let client = Client::new(runtime.address);
    let answer = client.ask(Method::POST, &format!("{path}/ice-cream-flavours"), body).await;
    assert_eq!(answer.map(|answer| answer.status), Some(200));
    assert_eq!(client.get("Mango").await.map(|answer| answer.status), Some(200));
}

#[test]
fn outputs_and_api_keys_are_printed_at_the_start() {
    let stack = stack();
    let listing = overview(&stack, &[]);
    let lines: Vec<_> = listing.lines().collect();
    for line in
        ["output greeting: \"hello\"", "output numbers: [1,2]", "output key: (sensitive)", "API key own: (sensitive)"]
    {
        assert!(lines.contains(&line), "{listing}");
    }
    assert!(lines.iter().any(|line| line.starts_with("API key made-by-aws: \"")), "{listing}");
    assert!(lines.iter().any(|line| line.starts_with("  id ") && line.ends_with("/prod/_user_request_")), "{listing}");
    let listing = overview(&stack, &["--show-sensitive"]);
    assert!(!listing.contains("(sensitive)") && listing.contains("a-value-of-ones-own-0123"), "{listing}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_shown_on_the_page() {
    let stack = stack();
    let runtime = Runtime::start(&stack, &[]);
    stack.output("greeting", &json!({ "value": "good evening" }));
    for _ in 0..6_000 {
        if page(&runtime, "").await["outputs"]["greeting"]["value"] == "good evening" {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the change is not shown");
}
