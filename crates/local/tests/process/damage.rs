//! The data folder: a damaged database, and two runtimes that use the same folder.

use std::fs::{self, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use http::{Method, Request};
use http_body_util::Full;
use serde_json::json;

use crate::client::{Client, Response};
use crate::runtime::{Runtime, eventually, refused};
use crate::stack::Stack;

fn data(stack: &Stack) -> PathBuf {
    stack.folder().join("data")
}

fn start(stack: &Stack) -> Runtime {
    Runtime::start(stack, &["--data", data(stack).to_str().expect("text")])
}

/// Overwrites a file in place, like a failing disk.
fn overwrite(file: &Path, from: u64) {
    let length = fs::metadata(file).expect("a file").len();
    let mut file = OpenOptions::new().write(true).open(file).expect("a file");
    file.seek(SeekFrom::Start(from)).expect("its place");
    file.write_all(&vec![0xAA; usize::try_from(length - from).expect("a small number")]).expect("written");
}

#[track_caller]
fn names_file_and_remedy(error: &str, file: &Path) {
    assert!(error.contains(&format!("`{}`, is damaged", file.display())), "{error}");
    assert!(error.contains("hint: stop the runtime, and put a copy"), "{error}");
    assert!(!error.contains("encrypt"), "{error}");
}

async fn ask_dynamodb(client: &Client, action: &str, body: &serde_json::Value) -> Response {
    let request = Request::post("/").header("x-amz-target", format!("DynamoDB_20120810.{action}"));
    let request = request.header("content-type", "application/x-amz-json-1.0");
    client.send(request.body(Full::new(Bytes::from(body.to_string()))).expect("a request")).await.expect("an answer")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_database_is_reported_at_the_start() {
    for from in [0, 100] {
        let stack = Stack::doing(":");
        let runtime = start(&stack);
        Client::new(runtime.address).is_served("Mango").await;
        assert!(runtime.stop());
        let file = data(&stack).join("tables.sqlite");
        overwrite(&file, from);
        names_file_and_remedy(
            &refused(&stack, &["--data", data(&stack).to_str().expect("text"), "--port", "0"]),
            &file,
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_damaged_during_use_is_reported() {
    let stack = Stack::doing(":");
    let runtime = start(&stack);
    let client = Client::new(runtime.address);
    // More than the cache holds.
    for number in 0..30 {
        let item = json!({ "flavour": { "S": format!("Flavour {number}") }, "story": { "S": "so ".repeat(100_000) } });
        let put = json!({ "TableName": "local-ice-cream-flavours", "Item": item });
        assert_eq!(ask_dynamodb(&client, "PutItem", &put).await.status, 200);
    }
    let health = client.ask(Method::GET, "/_gelato/health", "").await.expect("an answer");
    assert_eq!((health.status, &health.json()["damage"]), (200, &json!(null)));
    let file = data(&stack).join("tables.sqlite");
    overwrite(&file, 4096);
    let scan = json!({ "TableName": "local-ice-cream-flavours", "Select": "COUNT" });
    let scan = ask_dynamodb(&client, "Scan", &scan).await;
    assert_eq!(scan.status, 500, "{scan:?}");
    assert!(!String::from_utf8_lossy(&scan.body).contains("sqlite"), "{scan:?}");
    let health = client.ask(Method::GET, "/_gelato/health", "").await.expect("an answer");
    assert_eq!((health.status, &health.json()["status"]), (503, &json!("damaged")));
    names_file_and_remedy(health.json()["damage"].as_str().expect("a damage"), &file);
    let page = client.ask(Method::GET, "/_gelato/tables/local-ice-cream-flavours", "").await.expect("an answer");
    names_file_and_remedy(page.json()["message"].as_str().expect("a message"), &file);
    // The terminal has a thread of its own, which may write after the answer.
    eventually("the damage is not on standard error", || runtime.stderr().contains("hint: stop the runtime"));
    names_file_and_remedy(&runtime.stderr(), &file);
    assert_eq!(runtime.stderr().matches("is damaged").count(), 1, "{}", runtime.stderr());
    assert!(runtime.stop());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_health_page_checks_the_file() {
    let ways: [fn(&Path); 3] = [
        |file| overwrite(file, 0),
        |file| fs::remove_file(file).expect("a file"),
        |file| fs::write(file, "").expect("a file"),
    ];
    for way in ways {
        let stack = Stack::doing(":");
        let runtime = start(&stack);
        let client = Client::new(runtime.address);
        client.is_served("Mango").await;
        let file = data(&stack).join("tables.sqlite");
        way(&file);
        let health = client.ask(Method::GET, "/_gelato/health", "").await.expect("an answer");
        assert_eq!(health.status, 503);
        names_file_and_remedy(health.json()["damage"].as_str().expect("a damage"), &file);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_in_use_is_rejected_even_without_its_lock() {
    let stack = Stack::doing(":");
    let mut runtime = start(&stack);
    let client = Client::new(runtime.address);
    client.is_served("Mango").await;
    let folder = data(&stack);
    for _ in 0..3 {
        let error = refused(&stack, &["--data", folder.to_str().expect("text"), "--port", "0"]);
        let error = error.lines().find(|line| line.starts_with("error:")).unwrap_or_default().to_owned();
        let wanted = format!("error: `{}` is in use by another runtime; hint: stop it", folder.display());
        assert!(error.starts_with(&wanted), "{error}");
        let _ = fs::remove_file(folder.join("lock"));
        // Checking the file must not release SQLite's locks.
        let health = client.ask(Method::GET, "/_gelato/health", "").await.expect("an answer");
        assert_eq!(health.status, 200);
    }
    client.is_served("Lemon").await;
    runtime.is_well();
    runtime.kill();
    // The locks of the killed runtime are released.
    let next = start(&stack);
    assert_eq!(Client::new(next.address).get("Lemon").await.map(|answer| answer.status), Some(200));
}
