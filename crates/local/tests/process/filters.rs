//! Hostile filter policies, each a file in `tests/hostile/filters` with the worst message for it. Every publication
//! gets the response in the file, and the runtime keeps running. If a match is aborted, a warning names the
//! subscription and the policy.

use std::path::Path;
use std::{fs, iter};

use http::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use crate::client::Client;
use crate::runtime::{Runtime, eventually, refused};
use crate::stack::Stack;

/// A policy and its expected outcome.
struct Case {
    name: String,
    /// `policy`, `body`, `delivered`, `warning` and `refused`.
    file: Value,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/filters");
    let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let case = |file: std::path::PathBuf| Case {
        name: file.file_stem().expect("a name").to_string_lossy().into_owned(),
        file: filled(&serde_json::from_str(&fs::read_to_string(file).expect("a file")).expect("JSON")),
    };
    files.map(case).collect()
}

/// Expands objects with `fill` to the size they specify: a text, a list, an object or nested objects.
fn filled(value: &Value) -> Value {
    let members = match value {
        Value::Array(list) => return list.iter().map(filled).collect(),
        Value::Object(members) => members,
        value => return value.clone(),
    };
    let of = || filled(&members["of"]);
    let times = members.get("times").and_then(Value::as_u64).and_then(|times| usize::try_from(times).ok());
    let (times, name) = (times.unwrap_or_default(), members.get("name").and_then(Value::as_str).unwrap_or_default());
    match members.get("fill").and_then(Value::as_str) {
        Some("text") => members["of"].as_str().expect("text").repeat(times).into(),
        Some("items") => iter::repeat_n(of(), times).collect(),
        Some("members") => {
            let mut all: Map<_, _> = (0..times).map(|number| (format!("{name}{number}"), of())).collect();
            all.extend(members.get("more").and_then(Value::as_object).cloned().unwrap_or_default());
            all.into()
        }
        Some("nested") => (0..times).fold(of(), |inner, _| match members.get("pair") {
            Some(other) => json!({ name: [inner, other] }),
            None => json!({ name: inner }),
        }),
        _ => members.iter().map(|(name, value)| (name.clone(), filled(value))).collect::<Map<_, _>>().into(),
    }
}

/// A topic for each case, with a subscription named after the case.
fn stack<'c>(cases: impl IntoIterator<Item = &'c Case>) -> Stack {
    let (mut topics, mut subscriptions) = (Map::new(), Map::new());
    for Case { name, file } in cases {
        topics.insert(name.clone(), json!({ "name": name }));
        let subscription = json!({
            "topic_arn": format!("${{aws_sns_topic.{name}.arn}}"), "protocol": "email",
            "endpoint": format!("{name}@example.com"), "filter_policy_scope": "MessageBody",
            "filter_policy": file["policy"].to_string(),
        });
        subscriptions.insert(name.clone(), subscription);
    }
    Stack::of(&json!({ "aws_sns_topic": topics, "aws_sns_topic_subscription": subscriptions }))
}

/// The ARN of a case's topic.
async fn topic(client: &Client, name: &str) -> String {
    let path = "/?Action=ListTopics&Version=2010-03-31";
    let topics = client.ask(Method::GET, path, "").await.expect("an answer").text();
    let arns = topics.split("<TopicArn>").skip(1).filter_map(|rest| rest.split("</TopicArn>").next());
    arns.map(str::to_owned).find(|arn| arn.ends_with(&format!(":{name}"))).expect("a topic")
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "slow (hundreds of policies): `make test-all` runs it"]
async fn no_filter_policy_ends_the_process_or_keeps_a_publication_waiting() {
    let cases: Vec<_> = cases().into_iter().filter(|case| case.file.get("refused").is_none()).collect();
    let stack = stack(&cases);
    let mut runtime = Runtime::start(&stack, &[]);
    let client = Client::new(runtime.address);
    for Case { name, file } in &cases {
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let (arn, message) = (encoded(&topic(&client, name).await), encoded(&file["body"].to_string()));
        let form = format!("Action=Publish&Version=2010-03-31&TopicArn={arn}&Message={message}");
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let answer = client.with(Method::POST, "/", &headers, form).await;
        assert_eq!(answer.status, 200, "{name}: {}", answer.text());
        let inbox = client.ask(Method::GET, "/_gelato/inbox", "").await.expect("an answer").json();
        let delivered =
            inbox.as_array().expect("messages").iter().any(|one| one["to"] == format!("{name}@example.com"));
        assert_eq!(json!(delivered), file["delivered"], "{name}");
        let warning = format!("warning: aws_sns_topic_subscription.{name}: the message ");
        if let Some(wanted) = file["warning"].as_str() {
            eventually(&format!("{name} was not reported"), || runtime.stderr().contains(&warning));
            let stderr = runtime.stderr();
            let line = stderr.lines().find(|line| line.starts_with(&warning)).unwrap_or_default();
            let policy: String = file["policy"].to_string().chars().take(200).collect();
            assert!(line.contains(wanted) && line.contains(&policy), "{line}");
        }
        assert_eq!(runtime.stderr().contains(&warning), file["warning"].is_string(), "{name}: {}", runtime.stderr());
        runtime.is_well();
    }
}

#[test]
fn a_filter_policy_beyond_the_limits_is_rejected_with_its_subscription() {
    for case in cases().iter().filter(|case| case.file.get("refused").is_some()) {
        let error = refused(&stack([case]), &["--port", "0"]);
        let wanted = case.file["refused"].as_str().expect("text");
        let address = format!("aws_sns_topic_subscription.{}: `filter_policy` is `", case.name);
        assert!(error.contains(wanted) && error.contains(&address), "{error}");
    }
}
