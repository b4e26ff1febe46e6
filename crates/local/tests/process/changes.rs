//! A configuration that changes while it runs: a valid change is applied without losing data, an invalid one is
//! rejected.

use bytes::Bytes;
use http::{Method, Request};
use http_body_util::Full;
use serde_json::{Value, json};

use crate::client::{Client, FLAVOURS};
use crate::runtime::{Runtime, eventually};
use crate::stack::Stack;

/// Waits for a status of the configuration in the health page.
async fn health(client: &Client, wanted: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..1000 {
        let health = client.ask(Method::GET, "/_gelato/health", "").await.expect("an answer").json();
        if wanted(&health["configuration"]) {
            return health["configuration"].clone();
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the health page never had the expected status");
}

pub(crate) async fn sqs(client: &Client, action: &str, body: Value) -> Value {
    let request = Request::post("/")
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amz-target", format!("AmazonSQS.{action}"));
    let request = request.body(Full::new(Bytes::from(body.to_string()))).expect("a request");
    client.send(request).await.expect("an answer").json()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_applied_without_losing_data() {
    let stack = Stack::doing(r#"echo "$TASTE" >> tastes"#);
    stack.variable("TASTE", "sweet");
    let mut runtime = Runtime::start(&stack, &[]);
    let client = Client::new(runtime.address);
    assert_eq!(client.post("Pistachio", "2.00").await.map(|answer| answer.status), Some(200));
    eventually("the function never ran", || stack.read("tastes") == "sweet\n");
    let queue = sqs(&client, "ListQueues", json!({})).await["QueueUrls"][0].clone();
    sqs(&client, "SendMessage", json!({ "QueueUrl": queue, "MessageBody": "kept" })).await;
    let before = health(&client, |_| true).await;

    stack.variable("TASTE", "sour");
    health(&client, |now| now["loaded_at"] != before["loaded_at"]).await;
    assert_eq!(client.post("Lemon", "2.00").await.map(|answer| answer.status), Some(200));
    eventually("the changed function never ran", || stack.read("tastes") == "sweet\nsour\n");
    assert_eq!(client.get("Pistachio").await.map(|answer| answer.status), Some(200));
    let received = sqs(&client, "ReceiveMessage", json!({ "QueueUrl": queue })).await;
    assert_eq!(received["Messages"][0]["Body"], "kept", "{received}");
    runtime.is_well();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalid_change_is_rejected_with_a_reason() {
    let stack = Stack::doing("");
    let runtime = Runtime::start(&stack, &[]);
    let client = Client::new(runtime.address);
    let file = "terraform/local/main.tf.json";
    let whole = stack.read(file);
    for (broken, why) in [("{", "EOF"), (r#"{"module": {"table": {"source": "./gone"}}}"#, "gone")] {
        stack.write(file, broken);
        let now = health(&client, |now| now["refused"].as_str().is_some_and(|refused| refused.contains(why))).await;
        assert!(now["refused"].as_str().expect("a reason").contains(why), "{now}");
        client.is_served(why).await;
    }
    assert!(runtime.stderr().contains("the previous configuration keeps running"), "{}", runtime.stderr());
    stack.write(file, &whole);
    health(&client, |now| now["refused"].is_null()).await;
    assert_eq!(client.ask(Method::GET, FLAVOURS, "").await.map(|answer| answer.status), Some(200));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_zip_is_used_after_the_current_batch() {
    let stack = Stack::doing("touch begun; while [ ! -e go ]; do sleep 0.05; done; echo old >> versions");
    let runtime = Runtime::start(&stack, &[]);
    let client = Client::new(runtime.address);
    assert_eq!(client.post("Pistachio", "2.00").await.map(|answer| answer.status), Some(200));
    eventually("the function never began", || stack.folder().join("begun").exists());
    let before = health(&client, |_| true).await;
    stack.function("echo new >> versions");
    health(&client, |now| now["loaded_at"] != before["loaded_at"]).await;
    assert_eq!(client.post("Lemon", "2.00").await.map(|answer| answer.status), Some(200));
    stack.write("go", "");
    // The current batch is finished, and is not delivered again.
    eventually("the new function never ran", || stack.read("versions") == "old\nnew\n");
    eventually("not everything was answered", || stack.flavours("answered").len() > 1);
    assert_eq!(stack.flavours("answered"), ["Pistachio", "Lemon"]);
}
