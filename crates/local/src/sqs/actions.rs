//! The actions on a queue or a single message.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html>

use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use super::input::{Named, Of, Receive, Received, Send, within};
use super::store::{Message, Store};
use super::{Sqs, attributes, message};
use crate::query::Failure;

/// The supported attributes of a queue.
const QUEUE_ATTRIBUTES: [&str; 10] = [
    "QueueArn",
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
    "VisibilityTimeout",
    "MessageRetentionPeriod",
    "MaximumMessageSize",
    "DelaySeconds",
    "ReceiveMessageWaitTimeSeconds",
    "RedrivePolicy",
];

/// Valid attributes of a queue that have no value here.
const OTHER_ATTRIBUTES: [&str; 11] = [
    "Policy",
    "CreatedTimestamp",
    "LastModifiedTimestamp",
    "FifoQueue",
    "ContentBasedDeduplication",
    "KmsMasterKeyId",
    "KmsDataKeyReusePeriodSeconds",
    "DeduplicationScope",
    "FifoThroughputLimit",
    "RedriveAllowPolicy",
    "SqsManagedSseEnabled",
];

impl Sqs {
    pub(super) fn send(&self, input: Send) -> Result<Value, Failure> {
        self.by_url(&input.queue_url)?.take(input)
    }

    pub(super) async fn receive(&self, input: Receive) -> Result<Value, Failure> {
        let store = self.by_url(&input.queue_url)?;
        let most = within("MaxNumberOfMessages", input.max_number_of_messages, 1..=10)?.unwrap_or(1);
        let hide = within("VisibilityTimeout", input.visibility_timeout, 0..=43_200)?.map(Duration::from_secs);
        let wait = within("WaitTimeSeconds", input.wait_time_seconds, 0..=20)?;
        let selection = message::Selection::of(&input)?;
        let end = Instant::now() + wait.map_or(store.queue().receive_wait, Duration::from_secs);
        loop {
            let (received, dead) = store.receive(usize::try_from(most).unwrap_or(1), hide);
            self.bury(store, dead);
            let left = end.saturating_duration_since(Instant::now());
            if !received.is_empty() || left.is_zero() {
                let messages: Vec<_> = received.iter().map(|message| selection.show(message)).collect();
                return Ok(if messages.is_empty() { json!({}) } else { json!({ "Messages": messages }) });
            }
            store.wait(left).await;
        }
    }

    /// Moves messages that were received too often to the dead-letter queue.
    fn bury(&self, store: &Store, dead: Vec<Message>) {
        let arn = store.queue().redrive.as_ref().map(|redrive| redrive.dead_letter_arn.as_str());
        if let Some(grave) = arn.and_then(|arn| self.queues.get(arn)) {
            for message in dead {
                grave.send(message, Some(Duration::ZERO));
            }
        }
    }

    pub(super) fn delete(&self, input: &Received) -> Result<Value, Failure> {
        self.by_url(&input.queue_url)?.delete(&input.receipt_handle)?;
        Ok(json!({}))
    }

    pub(super) fn change_visibility(&self, input: &Received) -> Result<Value, Failure> {
        self.by_url(&input.queue_url)?.show_later(input)?;
        Ok(json!({}))
    }

    pub(super) fn purge(&self, input: &Of) -> Result<Value, Failure> {
        self.by_url(&input.queue_url)?.purge();
        Ok(json!({}))
    }

    pub(super) fn queue_url(&self, input: &Named) -> Result<Value, Failure> {
        let named = self.queues.values().find(|store| store.queue().name == input.queue_name);
        named.map(|store| json!({ "QueueUrl": self.url(store) })).ok_or_else(super::missing)
    }

    pub(super) fn list(&self, input: &Named) -> Value {
        let named = self.queues.values().filter(|store| store.queue().name.starts_with(&input.queue_name_prefix));
        json!({ "QueueUrls": named.map(|store| self.url(store)).collect::<Vec<_>>() })
    }

    pub(super) fn attributes(&self, input: &Of) -> Result<Value, Failure> {
        let all = queue_attributes(self.by_url(&input.queue_url)?);
        let known = [QUEUE_ATTRIBUTES.as_slice(), &OTHER_ATTRIBUTES].concat();
        let asked = attributes::named(&all, &input.attribute_names, &known)?;
        Ok(if asked.is_empty() { json!({}) } else { json!({ "Attributes": asked }) })
    }
}

fn queue_attributes(store: &Store) -> Map<String, Value> {
    let (queue, counts) = (store.queue(), store.counts());
    let redrive = queue.redrive.as_ref().map(|redrive| {
        json!({ "deadLetterTargetArn": redrive.dead_letter_arn, "maxReceiveCount": redrive.maximum_receives })
            .to_string()
    });
    let values = [
        Some(queue.arn.clone()),
        Some(counts.visible.to_string()),
        Some(counts.hidden.to_string()),
        Some(counts.delayed.to_string()),
        Some(queue.visibility_timeout.as_secs().to_string()),
        Some(queue.retention.as_secs().to_string()),
        Some(queue.maximum_message_bytes.to_string()),
        Some(queue.delay.as_secs().to_string()),
        Some(queue.receive_wait.as_secs().to_string()),
        redrive,
    ];
    let named = QUEUE_ATTRIBUTES.into_iter().zip(values);
    named.filter_map(|(name, value)| Some((name.to_owned(), Value::String(value?)))).collect()
}
