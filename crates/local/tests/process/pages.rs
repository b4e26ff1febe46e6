//! The runtime's own pages show recent events.

use http::Method;
use serde_json::{Value, json};

use crate::client::Client;
use crate::runtime::{Runtime, eventually};
use crate::stack::Stack;

async fn page(client: &Client, name: &str) -> Value {
    client.ask(Method::GET, &format!("/_gelato/{name}"), "").await.expect("an answer").json()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_show_the_contents_and_recent_events() {
    let stack = Stack::doing("echo scooping");
    let runtime = Runtime::start(&stack, &[]);
    let client = Client::new(runtime.address);
    for flavour in ["Lemon", "Pistachio"] {
        assert_eq!(client.post(flavour, "2.00").await.map(|answer| answer.status), Some(200));
        eventually("it was never delivered", || stack.flavours("answered").contains(&flavour.to_owned()));
    }
    let tables = page(&client, "tables").await;
    let name = tables[0]["name"].as_str().expect("a name").to_owned();
    assert_eq!(tables.as_array().map(Vec::len), Some(1), "{tables}");
    let table = page(&client, &format!("tables/{name}?limit=1")).await;
    assert_eq!(
        (&table["name"], table["items"].as_array().map(Vec::len), &table["more"]),
        (&json!(name), Some(1), &json!(true))
    );
    assert_eq!(page(&client, &format!("tables/{name}")).await["more"], false);

    let stream = page(&client, "stream").await;
    assert_eq!((&stream[0]["table"], &stream[0]["arn"]), (&json!(name), &tables[0]["stream_arn"]));
    let flavours: Vec<_> = stream[0]["records"].as_array().into_iter().flatten().collect();
    let flavours: Vec<_> = flavours.iter().map(|record| &record["dynamodb"]["Keys"]["flavour"]["S"]).collect();
    assert_eq!(flavours, ["Lemon", "Pistachio"]);
    let mut waiting = Value::Null;
    for _ in 0..500 {
        waiting = page(&client, "stream").await[0]["readers"][0]["waiting"].clone();
        if waiting == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(waiting, 0);

    let invocations = page(&client, "invocations").await;
    assert_eq!(invocations.as_array().map(Vec::len), Some(2), "{invocations}");
    assert!(invocations.as_array().into_iter().flatten().all(|one| one["error"].is_null()), "{invocations}");
    let logs = page(&client, "logs").await;
    let said = |line: &Value| line["kind"] == "function" && line["text"] == "scooping";
    assert!(logs.as_array().into_iter().flatten().any(said), "{logs}");
    assert_eq!(page(&client, "inbox").await, json!([]));
    let health = page(&client, "health").await;
    assert_eq!((&health["status"], &health["configuration"]["refused"]), (&json!("ok"), &Value::Null));

    for (method, path, status) in [
        (Method::GET, "/_gelato/nothing", 404),
        (Method::GET, "/_gelato/tables/nothing", 404),
        (Method::DELETE, "/_gelato/inbox", 405),
    ] {
        assert_eq!(client.ask(method, path, "").await.map(|answer| answer.status), Some(status), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_invocation_shows_its_error() {
    let stack = Stack::doing("if [ ! -e crashed ]; then touch crashed; exit 3; fi");
    let runtime = Runtime::start(&stack, &[]);
    let client = Client::new(runtime.address);
    assert_eq!(client.post("Pistachio", "2.00").await.map(|answer| answer.status), Some(200));
    eventually("it was never delivered", || !stack.flavours("answered").is_empty());
    let invocations = page(&client, "invocations").await;
    let error = invocations[0]["error"].as_str().expect("an error");
    assert!(error.ends_with("Runtime exited with error: exit status 3"), "{error}");
}
