//! Sending and receiving a message: validation, and the members that a receiver sees.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html>

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

use super::input::{Receive, Received, Send, within};
use super::store::{Message, Store};
use super::{attributes, checksum};
use crate::query::Failure;

/// The system attributes of a message.
const SYSTEM_ATTRIBUTES: [&str; 9] = [
    "SenderId",
    "SentTimestamp",
    "ApproximateReceiveCount",
    "ApproximateFirstReceiveTimestamp",
    "AWSTraceHeader",
    "SequenceNumber",
    "MessageDeduplicationId",
    "MessageGroupId",
    "DeadLetterQueueSourceArn",
];

impl Store {
    /// Validates a message and adds it to the queue.
    pub(super) fn take(&self, input: Send) -> Result<Value, Failure> {
        check_body(&input.message_body)?;
        let delay = within("DelaySeconds", input.delay_seconds, 0..=900)?;
        check_system(&input.message_system_attributes)?;
        let most = self.queue().maximum_message_bytes;
        if input.message_body.len() + attributes::check(&input.message_attributes)? > most {
            let message =
                format!("One or more parameters are invalid. Reason: Message must be shorter than {most} bytes.");
            return Err(Failure::refused("InvalidParameterValue", message));
        }
        let message = Message::new(input.message_body, input.message_attributes, input.message_system_attributes);
        let mut sent = json!({ "MessageId": message.id, "MD5OfMessageBody": checksum::of_body(&message.body) });
        for (name, attributes) in [
            ("MD5OfMessageAttributes", &message.attributes),
            ("MD5OfMessageSystemAttributes", &message.system_attributes),
        ] {
            if !attributes.is_empty() {
                sent[name] = checksum::of_attributes(attributes).into();
            }
        }
        self.send(message, delay.map(Duration::from_secs));
        Ok(sent)
    }

    /// Changes the visibility timeout of a received message.
    pub(super) fn show_later(&self, of: &Received) -> Result<(), Failure> {
        let seconds = within("VisibilityTimeout", of.visibility_timeout, 0..=43_200)?.unwrap_or_default();
        if self.hide(&of.receipt_handle, Duration::from_secs(seconds)) {
            return Ok(());
        }
        Err(Failure::refused("ReceiptHandleIsInvalid", "The specified receipt handle isn't valid."))
    }
}

fn check_body(body: &str) -> Result<(), Failure> {
    if body.is_empty() {
        return Err(Failure::refused("MissingParameter", "The request must contain the parameter MessageBody."));
    }
    let allowed = |letter| matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    if !body.chars().all(allowed) {
        let message = "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | \
                       #xE000 to #xFFFD | #x10000 to #x10FFFF";
        return Err(Failure::refused("InvalidMessageContents", message));
    }
    Ok(())
}

fn check_system(system: &Map<String, Value>) -> Result<(), Failure> {
    if let Some(unknown) = system.keys().find(|name| *name != "AWSTraceHeader") {
        let message = format!("Message system attribute name '{unknown}' is invalid; only AWSTraceHeader is allowed.");
        return Err(Failure::refused("InvalidParameterValue", message));
    }
    attributes::check_values(system).map(drop)
}

/// The attributes that a receiver selects.
pub(super) struct Selection<'i> {
    system: Vec<String>,
    own: &'i [String],
}

impl<'i> Selection<'i> {
    pub(super) fn of(input: &'i Receive) -> Result<Self, Failure> {
        let system = [input.attribute_names.as_slice(), &input.message_system_attribute_names].concat();
        attributes::named(&Map::new(), &system, &SYSTEM_ATTRIBUTES)?;
        Ok(Self { system, own: &input.message_attribute_names })
    }

    pub(super) fn show(&self, message: &Message) -> Value {
        let mut shown = json!({
            "MessageId": message.id,
            "ReceiptHandle": message.receipt,
            "MD5OfBody": checksum::of_body(&message.body),
            "Body": message.body,
        });
        let every = self.system.iter().any(|name| name == "All");
        let mut system = system_attributes(message);
        system.retain(|name, _| every || self.system.contains(name));
        if !system.is_empty() {
            shown["Attributes"] = Value::Object(system);
        }
        let own = attributes::selected(&message.attributes, self.own);
        if !own.is_empty() {
            shown["MD5OfMessageAttributes"] = checksum::of_attributes(&own).into();
            shown["MessageAttributes"] = Value::Object(own);
        }
        shown
    }
}

fn system_attributes(message: &Message) -> Map<String, Value> {
    let first = message.first_received.unwrap_or(message.sent);
    let own = [
        ("SenderId", "000000000000".to_owned()),
        ("SentTimestamp", milliseconds(message.sent)),
        ("ApproximateReceiveCount", message.receives.to_string()),
        ("ApproximateFirstReceiveTimestamp", milliseconds(first)),
    ];
    let own = own.into_iter().map(|(name, text)| (name.to_owned(), Value::String(text)));
    let sent = message.system_attributes.iter().map(|(name, value)| (name.clone(), value["StringValue"].clone()));
    own.chain(sent).collect()
}

fn milliseconds(moment: SystemTime) -> String {
    moment.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis().to_string()
}
