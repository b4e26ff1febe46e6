//! Queues that invoke functions: messages are received, filtered, delivered in batches, and deleted unless they failed.
//!
//! A failed message comes back after a pause that doubles with each receipt, and at the latest after the queue's visibility
//! timeout, for which AWS always waits. So developers see within seconds what retries and dead-letter queues do.
//! <https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html>

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::console;
use crate::service::Services;
use crate::sqs;
use crate::stack::event_source_mapping::QueueMapping;

use super::{invocation, report};

/// How many messages a receiver gets at once.
const MOST_RECEIVED: usize = 10;

/// How long a receiver waits for messages, in seconds.
const WAIT_SECONDS: u64 = 20;

/// The pause before a failed message comes back for the first time, in seconds.
const FIRST_PAUSE_SECONDS: u64 = 1;

/// The pause while the function cannot be invoked.
const BUSY: Duration = Duration::from_millis(200);

/// Delivers the messages of queues until a stop is requested; current invocations are finished.
pub async fn run_queues(mappings: Vec<QueueMapping>, services: Services, end: watch::Receiver<bool>) {
    let mut tasks = JoinSet::new();
    for mapping in mappings {
        let mapping = Arc::new(mapping);
        for _ in 0..mapping.concurrency {
            let receiver = Receiver { mapping: Arc::clone(&mapping), services: services.clone(), end: end.clone() };
            tasks.spawn(receiver.run());
        }
    }
    while tasks.join_next().await.is_some() {}
}

/// Receives messages of a queue, one batch at a time.
struct Receiver {
    mapping: Arc<QueueMapping>,
    services: Services,
    end: watch::Receiver<bool>,
}

impl Receiver {
    async fn run(mut self) {
        let mut end = self.end.clone();
        while !*self.end.borrow_and_update() {
            let mut batch = Vec::new();
            tokio::select! {
                () = self.gather(&mut batch) => self.deliver(batch).await,
                () = super::ended(&mut end) => {
                    // The next receiver gets what this one has not delivered.
                    for message in &batch {
                        self.show(&message["ReceiptHandle"], 0).await;
                    }
                    return;
                }
            }
        }
    }

    /// Receives messages until the batch is full, or its window has ended after the first one.
    async fn gather(&self, batch: &mut Vec<Value>) {
        batch.extend(self.receive(self.mapping.batch_size, WAIT_SECONDS).await);
        let end = Instant::now() + self.mapping.batching_window;
        while !batch.is_empty() && batch.len() < self.mapping.batch_size && Instant::now() < end {
            let more = self.receive(self.mapping.batch_size - batch.len(), 0).await;
            if more.is_empty() {
                tokio::time::sleep_until(end.min(Instant::now() + BUSY)).await;
            }
            batch.extend(more);
        }
    }

    async fn receive(&self, most: usize, wait_seconds: u64) -> Vec<Value> {
        let input = json!({
            "MaxNumberOfMessages": most.min(MOST_RECEIVED),
            "WaitTimeSeconds": wait_seconds,
            "AttributeNames": ["All"],
            "MessageAttributeNames": ["All"],
        });
        let Some(mut answer) = self.call("ReceiveMessage", input).await else {
            // The queue does not run here; the start-up text says so.
            tokio::time::sleep(Duration::from_secs(WAIT_SECONDS)).await;
            return Vec::new();
        };
        match answer["Messages"].take() {
            Value::Array(messages) => messages,
            _ => Vec::new(),
        }
    }

    async fn deliver(&self, batch: Vec<Value>) {
        let mut wanted = Vec::new();
        for message in batch {
            let record = self.record(&message);
            if self.passes(&record) { wanted.push(record) } else { self.delete(&record).await }
        }
        if wanted.is_empty() {
            return;
        }
        let event = json!({ "Records": wanted }).to_string();
        let answer = invocation::invoke(&self.services, &self.mapping.function_arn, event.into()).await;
        if answer.status == 429 || answer.status >= 500 {
            tokio::time::sleep(BUSY).await;
        }
        let ids: Vec<&str> = wanted.iter().map(|record| text(record, "messageId")).collect();
        let has_failed = match (answer.has_failed(), self.mapping.report_batch_item_failures) {
            (true, _) => vec![true; ids.len()],
            (false, false) => vec![false; ids.len()],
            (false, true) => report::failed_items(&answer.body, &ids),
        };
        for (record, has_failed) in wanted.iter().zip(has_failed) {
            if has_failed { self.show_again(record).await } else { self.delete(record).await }
        }
    }

    /// The record that the function gets for a message.
    fn record(&self, message: &Value) -> Value {
        let attributes: Map<String, Value> = message["MessageAttributes"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, attribute)| (name.clone(), attribute_of(attribute)))
            .collect();
        json!({
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": message["Attributes"],
            "messageAttributes": attributes,
            "md5OfBody": message["MD5OfBody"],
            "eventSource": "aws:sqs",
            "eventSourceARN": self.mapping.queue_arn,
            "awsRegion": self.mapping.queue_arn.split(':').nth(3),
        })
    }

    /// Whether a message matches a filter. The body counts as JSON if it is JSON.
    fn passes(&self, record: &Value) -> bool {
        if self.mapping.filters.is_empty() {
            return true;
        }
        let mut seen = record.clone();
        if let Ok(body) = serde_json::from_str(text(record, "body")) {
            seen["body"] = body;
        }
        self.mapping.filters.iter().any(|pattern| {
            let matched = pattern.matches(&seen);
            if let Err(too_many) = &matched {
                let (address, id) = (&self.mapping.address, text(record, "messageId"));
                console::warn(&format!("{address}: the message {id} does not pass a filter: {too_many}"));
            }
            matched.unwrap_or_default()
        })
    }

    async fn delete(&self, record: &Value) {
        self.call("DeleteMessage", json!({ "ReceiptHandle": record["receiptHandle"] })).await;
    }

    async fn show_again(&self, record: &Value) {
        let receives = text(&record["attributes"], "ApproximateReceiveCount").parse::<u32>().unwrap_or(1);
        let pause = FIRST_PAUSE_SECONDS.saturating_mul(2_u64.saturating_pow(receives.saturating_sub(1)));
        let usual = self.visibility_seconds().await;
        self.show(&record["receiptHandle"], pause.min(usual)).await;
    }

    /// Lets a message be received again after a pause.
    async fn show(&self, receipt: &Value, after_seconds: u64) {
        let input = json!({ "ReceiptHandle": receipt, "VisibilityTimeout": after_seconds });
        self.call("ChangeMessageVisibility", input).await;
    }

    async fn visibility_seconds(&self) -> u64 {
        let answer = self.call("GetQueueAttributes", json!({ "AttributeNames": ["VisibilityTimeout"] })).await;
        let seconds = answer.and_then(|answer| answer["Attributes"]["VisibilityTimeout"].as_str()?.parse().ok());
        seconds.unwrap_or(FIRST_PAUSE_SECONDS)
    }

    /// Calls an action on the queue. `None` if it failed.
    async fn call(&self, action: &str, input: Value) -> Option<Value> {
        let answer = self.services.get("sqs")?.call(sqs::action(action, &self.mapping.queue_arn, input)).await;
        answer.status.is_success().then(|| serde_json::from_slice(&answer.body).unwrap_or_default())
    }
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

/// An attribute of a message, as a function sees it.
fn attribute_of(attribute: &Value) -> Value {
    let mut seen = json!({ "dataType": attribute["DataType"], "stringListValues": [], "binaryListValues": [] });
    for (name, of) in [("stringValue", "StringValue"), ("binaryValue", "BinaryValue")] {
        if let Some(value) = attribute.get(of) {
            seen[name] = value.clone();
        }
    }
    seen
}
