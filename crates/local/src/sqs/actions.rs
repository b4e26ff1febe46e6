//! The actions: what each is given, what it does, what it gives.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html>

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};

use crate::query::Failure;

use super::store::{Message, Store};
use super::{Sqs, checksum};

/// A batch, and what one receives at once, has at most so many messages.
const BATCH: usize = 10;

/// What `SendMessage` is given, and an entry of `SendMessageBatch` with an id.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Send {
    #[serde(default)]
    id: String,
    #[serde(default)]
    queue_url: String,
    message_body: String,
    #[serde(default)]
    message_attributes: Map<String, Value>,
    #[serde(default, deserialize_with = "number")]
    delay_seconds: Option<u64>,
}

/// What the actions on several messages are given.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Batch<T> {
    queue_url: String,
    entries: Vec<T>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Receive {
    queue_url: String,
    #[serde(default, deserialize_with = "number")]
    max_number_of_messages: Option<u64>,
    #[serde(default, deserialize_with = "number")]
    visibility_timeout: Option<u64>,
    #[serde(default, deserialize_with = "number")]
    wait_time_seconds: Option<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Received {
    #[serde(default)]
    id: String,
    #[serde(default)]
    queue_url: String,
    receipt_handle: String,
    #[serde(default, deserialize_with = "number")]
    visibility_timeout: Option<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Of {
    queue_url: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Named {
    queue_name: String,
}

/// Reads what an action is given.
pub(super) fn read<T: DeserializeOwned>(input: Value) -> Result<T, Failure> {
    serde_json::from_value(input).map_err(|error| Failure::refused("InvalidParameterValue", error.to_string()))
}

impl Sqs {
    pub(super) fn send(&self, input: Send) -> Result<Value, Failure> {
        send_to(self.by_url(&input.queue_url)?, input)
    }

    pub(super) fn send_batch(&self, input: Batch<Send>) -> Result<Value, Failure> {
        let store = self.by_url(&input.queue_url)?;
        check_batch(input.entries.iter().map(|entry| entry.id.as_str()))?;
        let (mut successful, mut failed) = (Vec::new(), Vec::new());
        for entry in input.entries {
            let id = Value::String(entry.id.clone());
            match send_to(store, entry) {
                Ok(mut sent) => {
                    sent["Id"] = id;
                    successful.push(sent);
                }
                Err(failure) => failed.push(refusal(&id, &failure)),
            }
        }
        Ok(outcome(successful, failed))
    }

    pub(super) async fn receive(&self, input: Receive) -> Result<Value, Failure> {
        let store = self.by_url(&input.queue_url)?;
        let most = input.max_number_of_messages.map_or(1, |most| usize::try_from(most).unwrap_or(usize::MAX));
        if !(1..=BATCH).contains(&most) {
            let message = format!("MaxNumberOfMessages is {most}; allowed are 1 to {BATCH}.");
            return Err(Failure::refused("InvalidParameterValue", message));
        }
        let hide = input.visibility_timeout.map(Duration::from_secs);
        let wait = input.wait_time_seconds.map_or(store.queue().receive_wait, |seconds| {
            // The longest that SQS waits.
            Duration::from_secs(seconds.min(20))
        });
        let end = Instant::now() + wait;
        loop {
            let (received, dead) = store.receive(most, hide);
            self.bury(store, dead);
            let left = end.saturating_duration_since(Instant::now());
            if !received.is_empty() || left.is_zero() {
                let messages: Vec<_> = received.iter().map(message).collect();
                return Ok(if messages.is_empty() { json!({}) } else { json!({ "Messages": messages }) });
            }
            store.wait(left).await;
        }
    }

    /// Moves messages that were received too often.
    fn bury(&self, store: &Store, dead: Vec<Message>) {
        let arn = store.queue().redrive.as_ref().map(|redrive| redrive.dead_letter_arn.as_str());
        if let Some(grave) = arn.and_then(|arn| self.queues.get(arn)) {
            for message in dead {
                grave.send(message, Some(Duration::ZERO));
            }
        }
    }

    pub(super) fn delete(&self, input: &Received) -> Result<Value, Failure> {
        self.by_url(&input.queue_url)?.delete(&input.receipt_handle);
        Ok(json!({}))
    }

    pub(super) fn delete_batch(&self, input: Batch<Received>) -> Result<Value, Failure> {
        let store = self.by_url(&input.queue_url)?;
        check_batch(input.entries.iter().map(|entry| entry.id.as_str()))?;
        for entry in &input.entries {
            store.delete(&entry.receipt_handle);
        }
        let successful = input.entries.into_iter().map(|entry| json!({ "Id": entry.id }));
        Ok(outcome(successful.collect(), Vec::new()))
    }

    pub(super) fn change_visibility(&self, input: &Received) -> Result<Value, Failure> {
        let time = Duration::from_secs(input.visibility_timeout.unwrap_or_default());
        if self.by_url(&input.queue_url)?.hide(&input.receipt_handle, time) {
            return Ok(json!({}));
        }
        Err(Failure::refused("ReceiptHandleIsInvalid", "The specified receipt handle isn't valid."))
    }

    pub(super) fn purge(&self, input: &Of) -> Result<Value, Failure> {
        self.by_url(&input.queue_url)?.purge();
        Ok(json!({}))
    }

    pub(super) fn queue_url(&self, input: &Named) -> Result<Value, Failure> {
        let named = self.queues.values().find(|store| store.queue().name == input.queue_name);
        named.map(|store| json!({ "QueueUrl": self.url(store) })).ok_or_else(super::missing)
    }

    pub(super) fn list(&self) -> Value {
        json!({ "QueueUrls": self.queues.values().map(|store| self.url(store)).collect::<Vec<_>>() })
    }

    pub(super) fn attributes(&self, input: &Of) -> Result<Value, Failure> {
        let store = self.by_url(&input.queue_url)?;
        let (queue, counts) = (store.queue(), store.counts());
        Ok(json!({ "Attributes": {
            "QueueArn": queue.arn,
            "ApproximateNumberOfMessages": counts.visible.to_string(),
            "ApproximateNumberOfMessagesNotVisible": counts.hidden.to_string(),
            "ApproximateNumberOfMessagesDelayed": counts.delayed.to_string(),
            "VisibilityTimeout": queue.visibility_timeout.as_secs().to_string(),
            "MessageRetentionPeriod": queue.retention.as_secs().to_string(),
            "MaximumMessageSize": queue.maximum_message_bytes.to_string(),
            "DelaySeconds": queue.delay.as_secs().to_string(),
            "ReceiveMessageWaitTimeSeconds": queue.receive_wait.as_secs().to_string(),
        } }))
    }
}

fn send_to(store: &Store, input: Send) -> Result<Value, Failure> {
    let most = store.queue().maximum_message_bytes;
    if input.message_body.is_empty() {
        return Err(Failure::refused("MissingParameter", "The request must contain the parameter MessageBody."));
    }
    if input.message_body.len() > most {
        let message = format!("One or more parameters are invalid. Reason: Message must be shorter than {most} bytes.");
        return Err(Failure::refused("InvalidParameterValue", message));
    }
    let message = Message::new(input.message_body, input.message_attributes);
    let mut sent = json!({ "MessageId": message.id, "MD5OfMessageBody": checksum::of_body(&message.body) });
    if !message.attributes.is_empty() {
        sent["MD5OfMessageAttributes"] = checksum::of_attributes(&message.attributes).into();
    }
    store.send(message, input.delay_seconds.map(Duration::from_secs));
    Ok(sent)
}

fn message(message: &Message) -> Value {
    let mut shown = json!({
        "MessageId": message.id,
        "ReceiptHandle": message.receipt,
        "MD5OfBody": checksum::of_body(&message.body),
        "Body": message.body,
        "Attributes": {
            "SenderId": "000000000000",
            "SentTimestamp": milliseconds(message.sent),
            "ApproximateReceiveCount": message.receives.to_string(),
            "ApproximateFirstReceiveTimestamp": milliseconds(message.first_received.unwrap_or(message.sent)),
        },
    });
    if !message.attributes.is_empty() {
        shown["MessageAttributes"] = Value::Object(message.attributes.clone());
        shown["MD5OfMessageAttributes"] = checksum::of_attributes(&message.attributes).into();
    }
    shown
}

fn milliseconds(moment: SystemTime) -> String {
    moment.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis().to_string()
}

fn check_batch<'a>(ids: impl Iterator<Item = &'a str>) -> Result<(), Failure> {
    let mut ids: Vec<_> = ids.collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    let refused = |code, message: &str| Err(Failure::refused(code, message));
    match count {
        0 => refused("AWS.SimpleQueueService.EmptyBatchRequest", "There should be at least one entry in the request."),
        count if count > BATCH => refused(
            "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
            "Maximum number of entries per request are 10.",
        ),
        count if count > ids.len() => {
            refused("AWS.SimpleQueueService.BatchEntryIdsNotDistinct", "Two entries of the request have the same Id.")
        }
        _ => Ok(()),
    }
}

fn refusal(id: &Value, failure: &Failure) -> Value {
    json!({ "Id": id, "Code": failure.code, "Message": failure.message, "SenderFault": failure.side() == "Sender" })
}

fn outcome(successful: Vec<Value>, failed: Vec<Value>) -> Value {
    let mut outcome = json!({ "Successful": successful });
    if !failed.is_empty() {
        outcome["Failed"] = Value::Array(failed);
    }
    outcome
}

/// The query protocol has texts only.
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let value = Option::<Value>::deserialize(deserializer)?;
    let number = |value: &Value| value.as_u64().or_else(|| value.as_str()?.parse().ok());
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(value) => number(&value)
            .map(Some)
            .ok_or_else(|| serde::de::Error::custom(format!("`{value}` is not a whole number of 0 or more"))),
    }
}
