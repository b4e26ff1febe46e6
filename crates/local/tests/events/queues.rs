//! Messages of queues are delivered to functions in batches, and come back until they are dead letters if they fail.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use gelato_local::event_source_mapping::run_queues;
use gelato_local::resource::Resources;
use gelato_local::service::{Call, Service, Services};
use gelato_local::sqs::Sqs;
use gelato_local::stack;
use http::{HeaderMap, HeaderValue, Method, header};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::deliveries::Scripted;
use crate::world::{eventually, resource};

const FUNCTION: &str = "arn:aws:lambda:ap-southeast-2:123456789012:function:worker";
const JOBS: &str = "arn:aws:sqs:ap-southeast-2:123456789012:jobs";
const FAILED: &str = "arn:aws:sqs:ap-southeast-2:123456789012:failed";

struct Running {
    function: Arc<Scripted>,
    queues: Arc<Sqs>,
    /// Dropping it stops the deliveries.
    _end: watch::Sender<bool>,
}

/// Runs a mapping of the queue `jobs`, whose messages go to `failed` after two receipts.
fn run(script: &[Result<&str, &str>], mut mapping: Value) -> Running {
    mapping["event_source_arn"] = json!(JOBS);
    mapping["function_arn"] = json!(FUNCTION);
    let redrive = json!({ "deadLetterTargetArn": FAILED, "maxReceiveCount": 2 }).to_string();
    let jobs = json!({ "name": "jobs", "arn": JOBS, "redrive_policy": redrive, "visibility_timeout_seconds": 1 });
    let resources: Resources = [
        resource("aws_lambda_event_source_mapping", mapping),
        resource("aws_sqs_queue", jobs),
        resource("aws_sqs_queue", json!({ "name": "failed", "arn": FAILED })),
    ]
    .into_iter()
    .collect();
    let (mappings, findings) = stack::event_source_mapping::read(&resources);
    assert_eq!((findings, mappings.streams.len()), (Vec::new(), 0));
    let script = script.iter().map(|one| one.map(str::to_owned).map_err(str::to_owned)).collect();
    let function = Arc::new(Scripted { script: Mutex::new(script), ..Scripted::default() });
    let queues = Arc::new(Sqs::new(stack::queue::read(&resources).0, "http://127.0.0.1:3000"));
    let services: Services =
        [Arc::clone(&function) as Arc<dyn Service>, Arc::clone(&queues) as Arc<dyn Service>].into_iter().collect();
    let (end, ended) = watch::channel(false);
    tokio::spawn(run_queues(mappings.queues, services, ended));
    Running { function, queues, _end: end }
}

impl Running {
    async fn call(&self, action: &str, mut input: Value, queue: &str) -> Value {
        input["QueueUrl"] = format!("/123456789012/{queue}").into();
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-amz-json-1.0"));
        let (action, body) = (Some(action.into()), input.to_string().into());
        let call = Call { action, method: Method::POST, path: "/".into(), query: None, headers, body };
        serde_json::from_slice(&self.queues.call(call).await.body).expect("JSON")
    }

    async fn send(&self, body: &str) -> String {
        let kind = json!({ "kind": { "DataType": "String", "StringValue": body } });
        let sent = self.call("SendMessage", json!({ "MessageBody": body, "MessageAttributes": kind }), "jobs").await;
        sent["MessageId"].as_str().expect("an id").to_owned()
    }

    /// The bodies of the messages of each invocation, once there are this many.
    async fn batches(&self, count: usize) -> Vec<Vec<String>> {
        let came = || self.function.batches.lock().expect("a lock").len() >= count;
        eventually(&format!("there were never {count} batches"), came).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        let batches = self.function.batches.lock().expect("a lock");
        let body = |record: &Value| record["body"].as_str().unwrap_or_default().to_owned();
        batches.iter().map(|batch| batch.iter().map(body).collect()).collect()
    }

    /// How many messages a queue has, whether they are visible or not.
    async fn left(&self, queue: &str) -> u64 {
        let answer = self.call("GetQueueAttributes", json!({ "AttributeNames": ["All"] }), queue).await;
        let count = |name: &str| answer["Attributes"][name].as_str().and_then(|text| text.parse::<u64>().ok());
        let hidden = count("ApproximateNumberOfMessagesNotVisible").expect("a count");
        count("ApproximateNumberOfMessages").expect("a count") + hidden
    }

    async fn becomes(&self, queue: &str, expected: u64) {
        for _ in 0..1000 {
            if self.left(queue).await == expected {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("`{queue}` never has {expected} messages, but {}", self.left(queue).await);
    }
}

#[tokio::test]
async fn messages_have_the_form_of_aws_and_are_deleted() {
    let running = run(&[], json!({}));
    let id = running.send("a").await;
    assert_eq!(running.batches(1).await, [["a"]]);
    running.becomes("jobs", 0).await;
    let record = running.function.batches.lock().expect("a lock")[0][0].clone();
    assert_eq!((&record["messageId"], &record["eventSource"]), (&json!(id), &json!("aws:sqs")));
    assert_eq!((&record["eventSourceARN"], &record["awsRegion"]), (&json!(JOBS), &json!("ap-southeast-2")));
    assert_eq!(record["attributes"]["ApproximateReceiveCount"], "1");
    let kind = json!({ "stringValue": "a", "dataType": "String", "stringListValues": [], "binaryListValues": [] });
    assert_eq!(record["messageAttributes"]["kind"], kind);
}

#[tokio::test]
async fn a_window_gathers_a_batch() {
    let running = run(&[], json!({ "batch_size": 3, "maximum_batching_window_in_seconds": 60, "scaling_config": [] }));
    // One receiver may have one of the messages, and another the others: send them before anyone waits.
    for body in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o"] {
        running.send(body).await;
    }
    let batches = running.batches(5).await;
    assert!(batches.iter().all(|batch| batch.len() == 3), "{batches:?}");
}

#[tokio::test]
async fn only_failed_messages_come_back_and_become_dead_letters() {
    let failed = Err(r#"{"errorMessage":"no"}"#);
    let running = run(&[failed, failed], json!({ "function_response_types": ["ReportBatchItemFailures"] }));
    running.send("a").await;
    assert_eq!(running.batches(2).await, [["a"], ["a"]]);
    running.becomes("failed", 1).await;
    running.becomes("jobs", 0).await;
}

#[tokio::test]
async fn messages_that_match_no_filter_are_deleted() {
    for pattern in [
        r#"{"body":{"kind":["order"]}}"#,
        r#"{"messageAttributes":{"kind":{"stringValue":[{"prefix":"{\"kind\":\"o"}]}}}"#,
    ] {
        let filter = json!([{ "filter": [{ "pattern": pattern }] }]);
        let running = run(&[], json!({ "filter_criteria": filter }));
        for body in ["text", r#"{"kind":"test"}"#, r#"{"kind":"order"}"#] {
            running.send(body).await;
        }
        assert_eq!(running.batches(1).await, [[r#"{"kind":"order"}"#]]);
        running.becomes("jobs", 0).await;
    }
}
