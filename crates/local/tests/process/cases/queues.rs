//! Integrations that send messages.

use http::Method;
use serde_json::{Value, json};

use super::{case, own, take};
use crate::client::Client;
use crate::runtime::Runtime;

async fn check_sent(client: &Client, path: &str, body: &str, attributes: &Value) {
    let answer = client.ask(Method::POST, path, body.to_owned()).await.expect("an answer");
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    let messages = take(client, "parcels").await;
    assert_eq!((messages.len(), &messages[0]["Body"]), (1, &json!(body)), "{path}");
    assert_eq!(&messages[0]["MessageAttributes"], attributes, "{path}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sqs_plural() {
    let Some(stack) = case("sqs-plural") else { return };
    let mut runtime = Runtime::start(&stack, &["--strict"]);
    let client = Client::new(runtime.address);
    let attributes = json!({ "agent": { "DataType": "String", "StringValue": "x" } });
    check_sent(&client, "/v1", r#"{"parcel":1}"#, &attributes).await;
    runtime.is_well();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_is_reached_with_every_form_of_api_gateway() {
    let stack = own("calls");
    let mut runtime = Runtime::start(&stack, &["--strict"]);
    let client = Client::new(runtime.address);
    let weight = json!({ "weight": { "DataType": "Number", "StringValue": "2.5" } });
    for path in ["/v1/plural", "/v1/singular", "/v1/entry", "/v1/batch", "/v1/json"] {
        check_sent(&client, path, r#"{"parcel":1}"#, &weight).await;
    }
    let sent = client.ask(Method::POST, "/v1/plural", "{}").await.expect("an answer").json();
    let result = &sent["SendMessageResponse"]["SendMessageResult"];
    assert!(result["MD5OfMessageAttributes"].is_string() && result["SequenceNumber"].is_null(), "{sent}");
    runtime.is_well();
}
