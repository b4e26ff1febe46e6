//! Records are delivered to functions in order, and failures are retried as the mapping configures it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use gelato_local::event_source_mapping;
use gelato_local::resource::Resources;
use gelato_local::service::{Answer, Answering, Call, Service, Services};
use gelato_local::sqs::Sqs;
use gelato_local::stack;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::{Value, json};

use crate::world::{STREAM, World, eventually, resource};

const FUNCTION: &str = "arn:aws:lambda:ap-southeast-2:123456789012:function:notifier";
const QUEUE: &str = "arn:aws:sqs:ap-southeast-2:123456789012:failures";

/// A function with scripted responses; after them, it succeeds.
#[derive(Default)]
pub(crate) struct Scripted {
    pub(crate) batches: Mutex<Vec<Vec<Value>>>,
    pub(crate) script: Mutex<VecDeque<Result<String, String>>>,
}

impl Service for Scripted {
    fn name(&self) -> &'static str {
        "lambda"
    }

    fn call(&self, call: Call) -> Answering<'_> {
        let event: Value = serde_json::from_slice(&call.body).expect("JSON");
        let records = event["Records"].as_array().expect("records").clone();
        let next = self.script.lock().expect("a lock").pop_front();
        let next = next
            .map(|next| next.map(|answer| answer.replace("LAST", records.last().and_then(number).unwrap_or_default())));
        self.batches.lock().expect("a lock").push(records);
        let mut headers = HeaderMap::new();
        let body = match next {
            None => "null".to_owned(),
            Some(Ok(body)) => body,
            Some(Err(body)) => {
                headers.insert(HeaderName::from_static("x-amz-function-error"), HeaderValue::from_static("Unhandled"));
                body
            }
        };
        Box::pin(std::future::ready(Answer { status: StatusCode::OK, headers, body: body.into() }))
    }
}

fn number(record: &Value) -> Option<&str> {
    record["dynamodb"]["SequenceNumber"].as_str()
}

fn name(record: &Value) -> &str {
    record["dynamodb"]["Keys"]["flavour"]["S"].as_str().unwrap_or_default()
}

pub(crate) struct Running {
    world: World,
    pub(crate) function: Arc<Scripted>,
    queue: Arc<Sqs>,
    _task: tokio::task::JoinSet<()>,
}

/// Runs a mapping over flavours with these names.
fn run(names: &[&str], script: &[Result<&str, &str>], mapping: Value) -> Running {
    let world = World::new(None);
    for name in names {
        world.put(name, "1");
    }
    run_over(world, script, mapping)
}

/// Runs a mapping over existing items.
pub(crate) fn run_over(world: World, script: &[Result<&str, &str>], mut mapping: Value) -> Running {
    for (member, value) in [
        ("event_source_arn", json!(STREAM)),
        ("function_arn", json!(FUNCTION)),
        ("starting_position", json!("TRIM_HORIZON")),
        ("destination_config", json!([{ "on_failure": [{ "destination_arn": QUEUE }] }])),
        ("id", json!("mapping")),
    ] {
        mapping[member] = value;
    }
    let script = script.iter().map(|one| one.map(str::to_owned).map_err(str::to_owned)).collect();
    let function = Arc::new(Scripted { script: Mutex::new(script), ..Scripted::default() });
    let resources: Resources = [
        resource("aws_lambda_event_source_mapping", mapping),
        resource("aws_sqs_queue", json!({ "name": "failures", "arn": QUEUE })),
    ]
    .into_iter()
    .collect();
    let (mappings, findings) = stack::event_source_mapping::read(&resources);
    assert_eq!(findings, []);
    let queue = Arc::new(Sqs::new(stack::queue::read(&resources).0, "http://127.0.0.1:3000"));
    let services: Services =
        [Arc::clone(&function) as Arc<dyn Service>, Arc::clone(&queue) as Arc<dyn Service>].into_iter().collect();
    let mut task = tokio::task::JoinSet::new();
    task.spawn(event_source_mapping::run(Arc::clone(&world.store), mappings.streams, services));
    Running { world, function, queue, _task: task }
}

impl Running {
    /// The names of the records of each invocation, once there are at least this many.
    pub(crate) async fn batches(&self, count: usize) -> Vec<Vec<String>> {
        let came = || self.function.batches.lock().expect("a lock").len() >= count;
        eventually(&format!("there were never {count} batches"), came).await;
        // An unexpected further batch would come at once.
        tokio::time::sleep(Duration::from_millis(50)).await;
        let batches = self.function.batches.lock().expect("a lock");
        batches.iter().map(|batch| batch.iter().map(|record| name(record).to_owned()).collect()).collect()
    }

    pub(crate) async fn failure(&self) -> Value {
        let mut headers = HeaderMap::new();
        headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static("application/x-amz-json-1.0"));
        let body = json!({ "QueueUrl": "/123456789012/failures", "WaitTimeSeconds": 10 }).to_string().into();
        let call = Call {
            action: Some("ReceiveMessage".into()),
            method: http::Method::POST,
            path: "/".into(),
            query: None,
            headers,
            body,
        };
        let answer: Value = serde_json::from_slice(&self.queue.call(call).await.body).expect("JSON");
        serde_json::from_str(answer["Messages"][0]["Body"].as_str().unwrap_or_default()).expect("a failure")
    }
}

#[tokio::test]
async fn records_come_in_order_and_in_batches() {
    let running = run(&["a", "b", "c"], &[], json!({ "batch_size": 2 }));
    assert_eq!(running.batches(2).await, [vec!["a", "b"], vec!["c"]]);
    running.world.put("d", "1");
    assert_eq!(running.batches(3).await, [vec!["a", "b"], vec!["c"], vec!["d"]]);
}

#[tokio::test]
async fn an_event_has_the_form_of_aws() {
    let running = run(&["a"], &[], json!({}));
    running.batches(1).await;
    let record = running.function.batches.lock().expect("a lock")[0][0].clone();
    assert_eq!((&record["eventSourceARN"], &record["eventName"]), (&json!(STREAM), &json!("INSERT")));
    assert_eq!((&record["eventVersion"], &record["eventSource"]), (&json!("1.1"), &json!("aws:dynamodb")));
}

#[tokio::test]
async fn filters_select_matching_records() {
    let filter = json!([{ "filter": [{ "pattern": r#"{"dynamodb":{"Keys":{"flavour":{"S":[{"prefix":"p"}]}}}}"# }] }]);
    let running = run(&["a", "pa", "b", "pb"], &[], json!({ "filter_criteria": filter }));
    assert_eq!(running.batches(1).await, [vec!["pa", "pb"]]);
}

#[tokio::test]
async fn a_failure_is_retried_and_finally_discarded() {
    let failed = Err(r#"{"errorMessage":"no"}"#);
    let running = run(&["a", "b"], &[failed, failed], json!({ "batch_size": 1, "maximum_retry_attempts": 1 }));
    assert_eq!(running.batches(3).await, [vec!["a"], vec!["a"], vec!["b"]]);
    let failure = running.failure().await;
    assert_eq!(failure["requestContext"]["condition"], "RetryAttemptsExhausted");
    assert_eq!(failure["requestContext"]["approximateInvokeCount"], 2);
    assert_eq!(failure["responseContext"]["functionError"], "Unhandled");
    assert_eq!(failure["DDBStreamBatchInfo"]["batchSize"], 1);
}

#[tokio::test]
async fn a_batch_is_bisected_until_the_failing_record_is_isolated() {
    let failed = Err("{}");
    let mapping = json!({ "bisect_batch_on_function_error": true, "maximum_retry_attempts": 0 });
    let running = run(&["a", "b", "c", "d"], &[failed, failed, failed], mapping);
    assert_eq!(
        running.batches(5).await,
        [vec!["a", "b", "c", "d"], vec!["a", "b"], vec!["a"], vec!["b"], vec!["c", "d"]]
    );
    assert_eq!(running.failure().await["DDBStreamBatchInfo"]["batchSize"], 1);
}

#[tokio::test]
async fn reported_failures_are_retried_alone() {
    let report = Ok(r#"{"batchItemFailures":[{"itemIdentifier":"LAST"}]}"#);
    let mapping = json!({
        "batch_size": 3, "maximum_retry_attempts": 3, "function_response_types": ["ReportBatchItemFailures"],
    });
    let running = run(&["a", "b", "c"], &[report; 4], mapping);
    assert_eq!(running.batches(4).await, [vec!["a", "b", "c"], vec!["c"], vec!["c"], vec!["c"]]);
    let failure = running.failure().await;
    assert_eq!(failure["requestContext"]["approximateInvokeCount"], 4);
    assert_eq!(failure["responseContext"]["functionError"], Value::Null);
    let info = &failure["DDBStreamBatchInfo"];
    assert_eq!((&info["batchSize"], &info["startSequenceNumber"]), (&json!(1), &info["endSequenceNumber"]));
}

#[tokio::test]
async fn a_split_at_a_reported_failure_does_not_count_as_a_retry() {
    let report = Ok(r#"{"batchItemFailures":[{"itemIdentifier":"LAST"}]}"#);
    let mapping = json!({
        "bisect_batch_on_function_error": true, "maximum_retry_attempts": 0,
        "function_response_types": ["ReportBatchItemFailures"],
    });
    let running = run(&["a", "b", "c"], &[report], mapping.clone());
    assert_eq!(running.batches(2).await, [vec!["a", "b", "c"], vec!["c"]]);
    let running = run(&["a", "b", "c"], &[report, report], mapping);
    assert_eq!(running.batches(2).await, [vec!["a", "b", "c"], vec!["c"]]);
    let failure = running.failure().await;
    assert_eq!(failure["requestContext"]["approximateInvokeCount"], 2);
    assert_eq!(failure["DDBStreamBatchInfo"]["batchSize"], 1);
}

#[tokio::test]
async fn records_of_a_key_stay_in_order_in_parallel() {
    let running = run(&[], &[], json!({ "batch_size": 1, "parallelization_factor": 10 }));
    for rating in 1..=30 {
        for name in ["a", "b", "c"] {
            running.world.put(name, &rating.to_string());
        }
    }
    running.batches(90).await;
    let batches = running.function.batches.lock().expect("a lock");
    let ratings: Vec<u32> = batches
        .iter()
        .flatten()
        .filter(|record| name(record) == "b")
        .map(|record| {
            record["dynamodb"]["NewImage"]["rating"]["N"].as_str().and_then(|n| n.parse().ok()).unwrap_or_default()
        })
        .collect();
    assert_eq!(ratings, (1..=30).collect::<Vec<_>>());
}
