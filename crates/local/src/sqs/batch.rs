//! Batch actions: each entry succeeds or fails separately.

use serde_json::{Value, json};

use super::Sqs;
use super::input::{Batch, Received, Send};
use super::store::Store;
use crate::query::Failure;

/// The maximum number of entries in a batch.
const MOST: usize = 10;
/// The maximum length of an entry's ID in characters.
const LONGEST_ID: usize = 80;

impl Sqs {
    pub(super) fn send_batch(&self, input: Batch<Send>) -> Result<Value, Failure> {
        let store = self.by_url(&input.queue_url)?;
        check(input.entries.iter().map(|entry| entry.id.as_str()))?;
        let (most, size) = (
            store.queue().maximum_message_bytes,
            input.entries.iter().map(|entry| entry.message_body.len()).sum::<usize>(),
        );
        if size > most {
            let message = format!("Batch requests cannot be longer than {most} bytes. You have sent {size} bytes.");
            return Err(Failure::refused("AWS.SimpleQueueService.BatchRequestTooLong", message));
        }
        Ok(each(input.entries, |entry| entry.id.clone(), |entry| store.take(entry)))
    }

    pub(super) fn delete_batch(&self, input: &Batch<Received>) -> Result<Value, Failure> {
        self.on_received(input, |store, entry| store.delete(&entry.receipt_handle))
    }

    pub(super) fn change_visibility_batch(&self, input: &Batch<Received>) -> Result<Value, Failure> {
        self.on_received(input, Store::show_later)
    }

    fn on_received(
        &self,
        input: &Batch<Received>,
        act: impl Fn(&Store, &Received) -> Result<(), Failure>,
    ) -> Result<Value, Failure> {
        let store = self.by_url(&input.queue_url)?;
        check(input.entries.iter().map(|entry| entry.id.as_str()))?;
        let act = |entry: &Received| act(store, entry).map(|()| json!({}));
        Ok(each(&input.entries, |entry| entry.id.clone(), act))
    }
}

/// The result of each entry.
fn each<T>(
    entries: impl IntoIterator<Item = T>,
    id: impl Fn(&T) -> String,
    act: impl Fn(T) -> Result<Value, Failure>,
) -> Value {
    let (mut successful, mut failed) = (Vec::new(), Vec::new());
    for entry in entries {
        let id = id(&entry);
        match act(entry) {
            Ok(mut result) => {
                result["Id"] = id.into();
                successful.push(result);
            }
            Err(failure) => failed.push(refusal(&id, &failure)),
        }
    }
    let mut outcome = json!({ "Successful": successful });
    if !failed.is_empty() {
        outcome["Failed"] = Value::Array(failed);
    }
    outcome
}

fn refusal(id: &str, failure: &Failure) -> Value {
    json!({ "Id": id, "Code": failure.code, "Message": failure.message, "SenderFault": failure.side() == "Sender" })
}

fn check<'a>(ids: impl Iterator<Item = &'a str>) -> Result<(), Failure> {
    let mut ids: Vec<_> = ids.collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    let (code, message) = match count {
        0 => ("AWS.SimpleQueueService.EmptyBatchRequest", "There should be at least one entry in the request."),
        count if count > MOST => {
            ("AWS.SimpleQueueService.TooManyEntriesInBatchRequest", "Maximum number of entries per request are 10.")
        }
        count if count > ids.len() => {
            ("AWS.SimpleQueueService.BatchEntryIdsNotDistinct", "Two entries of the request have the same Id.")
        }
        _ if !ids.iter().all(|id| is_id(id)) => (
            "AWS.SimpleQueueService.InvalidBatchEntryId",
            "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 \
             letters long.",
        ),
        _ => return Ok(()),
    };
    Err(Failure::refused(code, message))
}

fn is_id(id: &str) -> bool {
    (1..=LONGEST_ID).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}
