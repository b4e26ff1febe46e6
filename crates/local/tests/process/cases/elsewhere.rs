//! Cases that are not about messages or objects. A case that is not supported must name the unsupported resource before
//! anything starts; the test says what must hold once it is supported.

use http::Method;
use serde_json::{Value, json};

use super::case;
use crate::client::Client;
use crate::runtime::Runtime;

/// Starts a case with `--strict`. `None` if it is absent, or if it is rejected, in which case the error must contain
/// `named`.
fn started(name: &str, named: &str) -> Option<Runtime> {
    let stack = case(name)?;
    match Runtime::try_start(&stack, &["--strict"]) {
        Ok(runtime) => Some(runtime),
        Err(error) => {
            assert!(error.contains(named), "`{name}` was rejected without naming `{named}`: {error}");
            eprintln!("`{name}` does not run here: {error}");
            None
        }
    }
}

/// The names of the queues.
async fn queues(runtime: &Runtime) -> Vec<String> {
    let answer = Client::new(runtime.address).act("AmazonSQS.ListQueues", &json!({})).await.json();
    let urls = answer["QueueUrls"].as_array().expect("a list").iter().filter_map(Value::as_str);
    urls.filter_map(|url| Some(url.rsplit('/').next()?.to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn deploy_stage() {
    let Some(runtime) = started("deploy-stage", "aws_api_gateway_deployment.d") else { return };
    let answer = Client::new(runtime.address).ask(Method::GET, "/live", "").await.expect("an answer");
    assert_eq!((answer.status, answer.json()), (200, json!({ "stage": "live", "v": "warm" })));
}

#[tokio::test(flavor = "multi_thread")]
async fn key_made() {
    let Some(stack) = case("key-made") else { return };
    let runtime = Runtime::start(&stack, &["--strict"]);
    let names = queues(&runtime).await;
    // AWS generates values of 40 letters and digits.
    assert!(names.len() == 1 && names[0].starts_with("k-") && names[0].len() >= 22, "{names:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn kinesis() {
    let Some(runtime) = started("kinesis", "aws_kinesis_stream.q") else { return };
    let answer = Client::new(runtime.address).ask(Method::POST, "/v1", "{}").await.expect("an answer");
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn openapi_body() {
    let Some(runtime) = started("openapi-body", "aws_api_gateway_rest_api.a") else { return };
    let client = Client::new(runtime.address);
    let answer = client.ask(Method::POST, "/v1/pots", r#"{"id":"blue"}"#).await.expect("an answer");
    assert_eq!(answer.status, 200, "{}", answer.text());
    let scan = client.act("DynamoDB_20120810.Scan", &json!({ "TableName": "pots" })).await.json();
    assert_eq!(scan["Items"], json!([{ "id": { "S": "blue" } }]));
}

#[tokio::test(flavor = "multi_thread")]
async fn tf_override() {
    let Some(runtime) = started("tf-override", "localstack_providers_override.tf") else { return };
    assert_eq!(queues(&runtime).await, ["real"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn tf_yaml() {
    let Some(runtime) = started("tf-yaml", "aws_sqs_queue.q") else { return };
    assert_eq!(queues(&runtime).await, ["cups", "teas"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn ddb_undefined_value() {
    let Some(stack) = case("ddb-undefined-value") else { return };
    let mut runtime = Runtime::start(&stack, &["--strict"]);
    let client = Client::new(runtime.address);
    let scan = json!({
        "TableName": "tags", "FilterExpression": "x = :a AND y = :c",
        "ExpressionAttributeValues": { ":a": { "S": "x" } },
    });
    let query = json!({
        "TableName": "tags", "KeyConditionExpression": "name = :a", "ExpressionAttributeValues": { ":a": { "S": "x" } },
    });
    for (action, input, message) in [
        (
            "Scan",
            scan,
            "Invalid FilterExpression: An expression attribute value used in expression is not defined; attribute \
             value: :c",
        ),
        (
            "Query",
            query,
            "Invalid KeyConditionExpression: Attribute name is a reserved keyword; reserved keyword: name",
        ),
    ] {
        let answer = client.act(&format!("DynamoDB_20120810.{action}"), &input).await;
        assert_eq!((answer.status, &answer.json()["message"]), (400, &json!(message)), "{action}");
    }
    runtime.is_well();
}
