//! Does jobs of a queue, hears messages of a topic, and imports objects of a bucket.

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    run(service_fn(async |event: LambdaEvent<Value>| Ok::<_, Error>(handle(&event.payload)))).await
}

/// Handles a batch of records, and reports which messages of a queue failed.
fn handle(event: &Value) -> Value {
    let mut failures = Vec::new();
    for record in event["Records"].as_array().into_iter().flatten() {
        match source(record) {
            "aws:sqs" if !work(record) => failures.push(json!({ "itemIdentifier": record["messageId"] })),
            "aws:sns" => eprintln!("heard {}", text(&record["Sns"]["Message"])),
            "aws:s3" => eprintln!("imported {}", text(&record["s3"]["object"]["key"])),
            _ => {}
        }
    }
    json!({ "batchItemFailures": failures })
}

/// The source of a record, which services write in two ways.
fn source(record: &Value) -> &str {
    record["eventSource"].as_str().or_else(|| record["EventSource"].as_str()).unwrap_or_default()
}

/// Does a job, and returns whether that went well.
fn work(record: &Value) -> bool {
    let body = text(&record["body"]);
    let job: Value = serde_json::from_str(body).unwrap_or_default();
    let is_well = job["fail"] != true;
    eprintln!("{} {body}", if is_well { "worked on" } else { "failed on" });
    is_well
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
