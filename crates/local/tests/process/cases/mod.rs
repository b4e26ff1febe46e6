//! Roots of other authors that the runtime once handled wrongly, and roots of this repository that test the same.
//!
//! The former are in `cases` of the shared folder, if it exists. Each has a test here; a folder without a test is an
//! error.

mod elsewhere;
mod filters;
mod objects;
mod queues;

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::client::{Client, Response};
use crate::stack::Stack;

/// The cases with a test.
const KNOWN: [&str; 12] = [
    "ddb-undefined-value",
    "deploy-stage",
    "key-made",
    "kinesis",
    "openapi-body",
    "s3-any",
    "s3-bin",
    "s3-path",
    "sns-body-filter",
    "sqs-plural",
    "tf-override",
    "tf-yaml",
];

fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("GELATO_SHARED").map_or(beside, PathBuf::from).join("cases");
    if !folder.is_dir() {
        eprintln!("absent: `{}`", folder.display());
        return None;
    }
    Some(folder)
}

/// A case of another author; `None`, with a message, if it is absent.
fn case(name: &str) -> Option<Stack> {
    assert!(KNOWN.contains(&name), "`{name}` is not among the known cases");
    let root = folder()?.join(name);
    if !root.is_dir() {
        eprintln!("absent: `{}`", root.display());
        return None;
    }
    Some(Stack::rooted(&root))
}

/// A root of this repository.
fn own(name: &str) -> Stack {
    Stack::rooted(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/process/cases/own").join(name))
}

/// Sends a form to the service with the API version in it.
async fn form(client: &Client, parameters: &[(&str, &str)]) -> Response {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    client.with(http::Method::POST, "/", &[("content-type", "application/x-www-form-urlencoded")], body).await
}

/// Receives and deletes the messages of a queue.
async fn take(client: &Client, queue: &str) -> Vec<serde_json::Value> {
    let url = format!("/000000000000/{queue}");
    let input = json!({ "QueueUrl": url, "MaxNumberOfMessages": 10, "MessageAttributeNames": ["All"] });
    let answer = client.act("AmazonSQS.ReceiveMessage", &input).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    client.act("AmazonSQS.PurgeQueue", &json!({ "QueueUrl": url })).await;
    answer.json()["Messages"].as_array().cloned().unwrap_or_default()
}

#[test]
fn every_case_has_a_function() {
    let Some(folder) = folder() else { return };
    let entries = std::fs::read_dir(folder).expect("a folder").filter_map(Result::ok);
    let names =
        entries.filter(|entry| entry.path().is_dir()).map(|entry| entry.file_name().to_string_lossy().into_owned());
    let unknown: Vec<_> = names.filter(|name| !KNOWN.contains(&name.as_str())).collect();
    assert_eq!(unknown, [] as [&str; 0], "these cases are served by no test");
}
