//! What is published, and what SNS refuses of it.
//!
//! <https://docs.aws.amazon.com/sns/latest/api/API_Publish.html>

use serde::Deserialize;
use serde_json::Value;

use crate::identifier;
use crate::query::{Element, Failure, Member};
use crate::stack::topic::Topic;
use crate::timestamp;

/// The size that a message may have, in bytes.
const MESSAGE_BYTES: usize = 262_144;

/// The length that a subject may have, in characters.
const SUBJECT_CHARACTERS: usize = 100;

/// What `Publish` is given.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Publication {
    topic_arn: Option<String>,
    target_arn: Option<String>,
    phone_number: Option<String>,
    message: String,
    pub(super) subject: Option<String>,
    message_structure: Option<String>,
    message_attributes: Attributes,
    message_group_id: Option<String>,
}

/// One message of a batch.
#[derive(Debug, Deserialize)]
pub(super) struct Entry {
    #[serde(rename = "Id")]
    pub(super) id: String,
    #[serde(flatten)]
    publication: Publication,
}

#[derive(Debug, Clone, Default, Deserialize)]
struct Attributes {
    entry: Vec<Attribute>,
}

/// An attribute of a message.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Attribute {
    pub(super) name: String,
    pub(super) value: AttributeValue,
}

/// Its value.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AttributeValue {
    pub(super) data_type: String,
    pub(super) string_value: Option<String>,
    pub(super) binary_value: Option<String>,
}

/// Where it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target<'a> {
    Topic(&'a str),
    Phone(&'a str),
}

/// What SNS calls a publication, and when it was.
#[derive(Debug, Clone)]
pub(super) struct Published {
    pub(super) message_id: String,
    pub(super) at: String,
}

impl Publication {
    /// The topic or the phone number.
    pub(super) fn target(&self) -> Result<Target<'_>, Failure> {
        let topic = self.topic_arn.as_deref().or(self.target_arn.as_deref());
        match (topic, self.phone_number.as_deref()) {
            (Some(arn), None) => Ok(Target::Topic(arn)),
            (None, Some(number)) => Ok(Target::Phone(number)),
            _ => Err(invalid("TopicArn or TargetArn or PhoneNumber Reason: exactly one must be given")),
        }
    }

    /// Refuses what SNS would refuse, whatever the target.
    pub(super) fn check(&self) -> Result<(), Failure> {
        if self.message.is_empty() {
            return Err(invalid("Empty message"));
        }
        if self.message.len() > MESSAGE_BYTES {
            return Err(invalid("Message too long"));
        }
        let fits = |subject: &String| {
            let length = subject.chars().count();
            (1..=SUBJECT_CHARACTERS).contains(&length) && !subject.chars().any(char::is_control)
        };
        if self.subject.as_ref().is_some_and(|subject| !fits(subject)) {
            return Err(invalid("Subject"));
        }
        self.text_for("default").map(drop)
    }

    /// Refuses a message without a group where groups are needed.
    pub(super) fn check_group(&self, topic: &Topic) -> Result<(), Failure> {
        if topic.fifo && self.message_group_id.is_none() {
            return Err(invalid("The MessageGroupId parameter is required for FIFO topics"));
        }
        Ok(())
    }

    /// The text for a protocol: they differ where `MessageStructure` is `json`.
    pub(super) fn text_for(&self, protocol: &str) -> Result<String, Failure> {
        if self.message_structure.as_deref() != Some("json") {
            return Ok(self.message.clone());
        }
        let texts: Value = serde_json::from_str(&self.message)
            .map_err(|_| invalid("Message Structure - JSON message body failed to parse"))?;
        let text = texts.get(protocol).or_else(|| texts.get("default")).and_then(Value::as_str);
        text.map(ToOwned::to_owned).ok_or_else(|| invalid("Message Structure - No default entry in JSON message body"))
    }

    /// The attributes by name, as filters look at them: numbers are numbers, and arrays their elements.
    pub(super) fn attribute_values(&self) -> Value {
        let value = |attribute: &Attribute| {
            let text = attribute.value.string_value.as_deref().unwrap_or_default();
            let parsed = || serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
            match attribute.value.data_type.as_str() {
                "Number" | "String.Array" => parsed(),
                _ => Value::from(text),
            }
        };
        self.attributes().iter().map(|attribute| (attribute.name.clone(), value(attribute))).collect()
    }

    /// The attributes.
    pub(super) fn attributes(&self) -> &[Attribute] {
        &self.message_attributes.entry
    }
}

impl Entry {
    /// The publication that the entry stands for.
    pub(super) fn publication(self, topic_arn: &str) -> Publication {
        Publication { topic_arn: Some(topic_arn.to_owned()), ..self.publication }
    }
}

impl Published {
    pub(super) fn new() -> Self {
        Self { message_id: identifier::new().to_string(), at: timestamp::now() }
    }

    /// What the answer tells of it.
    pub(super) fn members(&self) -> Vec<Member> {
        vec![("MessageId".into(), Element::text(&self.message_id))]
    }
}

fn invalid(reason: &str) -> Failure {
    Failure::refused("InvalidParameter", format!("Invalid parameter: {reason}"))
}
