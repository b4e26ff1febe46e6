//! Filter policies on the body and the attributes of messages.

use std::process::Command;

use serde_json::{Value, json};

use super::{case, form, own, take};
use crate::client::Client;
use crate::runtime::Runtime;

/// Whether a message of a topic reaches a queue.
async fn reaches(client: &Client, topic: &str, queue: &str, message: &str, attributes: &[(&str, &str, &str)]) -> bool {
    let mut parameters =
        vec![("Action", "Publish"), ("Version", "2010-03-31"), ("TopicArn", topic), ("Message", message)];
    let names: Vec<_> = (1..=attributes.len())
        .map(|number| {
            ["Name", "Value.DataType", "Value.StringValue"]
                .map(|name| format!("MessageAttributes.entry.{number}.{name}"))
        })
        .collect();
    for (names, (name, kind, value)) in names.iter().zip(attributes) {
        parameters.extend(names.iter().map(String::as_str).zip([*name, kind, value]));
    }
    let published = form(client, &parameters).await;
    assert_eq!(published.status, 200, "{}", published.text());
    !take(client, queue).await.is_empty()
}

/// A Python with the SDK whose responses were recorded.
fn python() -> Option<&'static str> {
    let imports =
        |name: &&str| Command::new(name).args(["-c", "import boto3"]).output().is_ok_and(|done| done.status.success());
    let found = ["python3", "python"].into_iter().find(|name| imports(name));
    if found.is_none() {
        eprintln!("absent: Python with `boto3`");
    }
    found
}

#[test]
#[ignore = "slow (an AWS SDK): `make test-all` runs it"]
fn sns_body_filter() {
    let Some(stack) = case("sns-body-filter") else { return };
    let mut runtime = Runtime::start(&stack, &[]);
    let Some(python) = python() else { return };
    let output = Command::new(python)
        .arg(stack.root().join("check.py"))
        .arg(format!("http://{}", runtime.address))
        .output()
        .expect("a process");
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let wrong: Vec<_> = stdout.lines().filter(|line| !line.starts_with("OK ")).collect();
    assert!(output.status.success() && wrong.is_empty() && stdout.lines().count() > 30, "{wrong:#?} {stderr}");
    runtime.is_well();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_receives_messages_that_match_its_policy() {
    let stack = own("filters");
    let mut runtime = Runtime::start(&stack, &["--strict"]);
    let client = Client::new(runtime.address);
    let topic = "arn:aws:sns:eu-central-1:000000000000:moorings";
    let nested = json!({ "boat": { "crew": { "home": "Kiel" } } });
    for (queue, body, wanted) in [
        ("dotted", nested.clone(), true),
        ("dotted", json!({ "boat.crew.home": "Kiel" }), true),
        ("dotted", json!({ "boat.crew": { "home": "Kiel" } }), true),
        ("dotted", json!({ "boat": [{ "crew": 3 }, { "crew.home": ["Riga", "Kiel"] }] }), true),
        ("dotted", json!({ "boat": { "crew": { "home": "Riga" } } }), false),
        ("nested", nested, true),
        ("nested", json!({ "boat": { "crew.home": "Kiel" } }), true),
        ("address", json!({ "from": "192.0.2.77" }), true),
        ("address", json!({ "from": "2001:db8::77" }), true),
        ("address", json!({ "from": "198.51.100.1" }), false),
        ("either", json!({ "length": 12, "flag": "DE" }), true),
        ("either", json!({ "length": 31, "name": "Möwe II" }), true),
        ("either", json!({ "length": 31, "name": "Albatros" }), false),
        ("either", json!({ "length": 12, "flag": "de", "name": "Albatros" }), false),
        ("not", json!({ "state": "sunk" }), false),
        ("not", json!({ "state": "afloat" }), true),
        ("not", json!({}), false),
    ] {
        assert_eq!(reaches(&client, topic, queue, &body.to_string(), &[]).await, wanted, "{queue}: {body}");
    }
    for (attributes, wanted) in [
        ([("port", "String", "KIEL"), ("depth", "Number", "8.5")], true),
        ([("port", "String.Array", r#"["riga", "kiel"]"#), ("depth", "Number", "8")], true),
        ([("port", "String", "kiel"), ("depth", "Number", "9")], false),
        ([("port", "String", "kiel"), ("depth", "String", "8")], false),
    ] {
        assert_eq!(reaches(&client, topic, "attributes", "x", &attributes).await, wanted, "{attributes:?}");
    }
    runtime.is_well();
}

#[test]
fn an_invalid_policy_keeps_the_runtime_from_starting() {
    for (policy, scope, reason) in [
        (r#"{"boat": {"crew": ["x"]}}"#, "MessageAttributes", "attributes have no members"),
        (r#"{"name": [{"wildcard": "a*"}]}"#, "MessageBody", "`wildcard` is not an operator"),
        (r#"{"from": [{"cidr": "192.0.2.0"}]}"#, "MessageBody", "an address with a mask"),
    ] {
        let subscription = json!({
            "topic_arn": "${aws_sns_topic.t.arn}", "protocol": "sqs", "endpoint": "${aws_sqs_queue.q.arn}",
            "filter_policy": policy, "filter_policy_scope": scope,
        });
        let resources: Value = json!({
            "aws_sns_topic": { "t": { "name": "t" } }, "aws_sqs_queue": { "q": { "name": "q" } },
            "aws_sns_topic_subscription": { "narrow": subscription },
        });
        let error = crate::runtime::refused(&crate::stack::Stack::of(&resources), &["--port", "0"]);
        assert!(error.contains("aws_sns_topic_subscription.narrow") && error.contains(reason), "{error}");
    }
}
