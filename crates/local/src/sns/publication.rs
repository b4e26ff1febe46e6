//! A publication, and SNS's rules for it.
//!
//! <https://docs.aws.amazon.com/sns/latest/api/API_Publish.html>

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::identifier;
use crate::query::Failure;
use crate::stack::topic::Topic;
use crate::timestamp;

/// The maximum size of a message in bytes.
const MESSAGE_BYTES: usize = 262_144;

/// The maximum length of a subject in characters.
const SUBJECT_CHARACTERS: usize = 100;

/// The input of `Publish`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Publication {
    topic_arn: Option<String>,
    target_arn: Option<String>,
    phone_number: Option<String>,
    message: String,
    pub(super) subject: Option<String>,
    message_structure: Option<String>,
    message_attributes: BTreeMap<String, Attribute>,
    message_group_id: Option<String>,
}

/// A message in a batch.
#[derive(Debug, Deserialize)]
pub(super) struct Entry {
    #[serde(rename = "Id")]
    pub(super) id: String,
    #[serde(flatten)]
    publication: Publication,
}

/// An attribute of a message.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Attribute {
    #[serde(default)]
    pub(super) data_type: String,
    pub(super) string_value: Option<String>,
    pub(super) binary_value: Option<String>,
}

/// The target of a publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target<'a> {
    Topic(&'a str),
    Phone(&'a str),
}

/// The message ID of a publication, and its time.
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

    /// Rejects what SNS rejects for any target.
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
        self.message_attributes.iter().try_for_each(|(name, attribute)| attribute.check(name))?;
        self.text_for("default").map(drop)
    }

    /// Rejects a message without a group for a FIFO topic.
    pub(super) fn check_group(&self, topic: &Topic) -> Result<(), Failure> {
        if topic.fifo && self.message_group_id.is_none() {
            return Err(invalid("The MessageGroupId parameter is required for FIFO topics"));
        }
        Ok(())
    }

    /// The text for a protocol: texts may differ if `MessageStructure` is `json`.
    pub(super) fn text_for(&self, protocol: &str) -> Result<String, Failure> {
        if self.message_structure.as_deref() != Some("json") {
            return Ok(self.message.clone());
        }
        let texts: Value = serde_json::from_str(&self.message)
            .map_err(|_| invalid("Message Structure - JSON message body failed to parse"))?;
        let text = texts.get(protocol).or_else(|| texts.get("default")).and_then(Value::as_str);
        text.map(ToOwned::to_owned).ok_or_else(|| invalid("Message Structure - No default entry in JSON message body"))
    }

    /// The attributes in the form that filters match: numbers, the elements of arrays, and no binary values.
    pub(super) fn attribute_values(&self) -> Value {
        let seen =
            self.message_attributes.iter().filter_map(|(name, attribute)| Some((name.clone(), attribute.seen()?)));
        seen.collect()
    }

    /// The attributes by name.
    pub(super) fn attributes(&self) -> &BTreeMap<String, Attribute> {
        &self.message_attributes
    }
}

impl Attribute {
    /// The value: text, or bytes in Base64.
    pub(super) fn value(&self) -> Option<&str> {
        let value = if self.is_binary() { &self.binary_value } else { &self.string_value };
        value.as_deref().filter(|value| !value.is_empty())
    }

    fn is_binary(&self) -> bool {
        self.data_type.split('.').next() == Some("Binary")
    }

    fn seen(&self) -> Option<Value> {
        let text = self.string_value.as_deref()?;
        match self.data_type.as_str() {
            "Binary" => None,
            "Number" | "String.Array" => serde_json::from_str(text).ok(),
            _ => Some(Value::from(text)),
        }
    }

    fn check(&self, name: &str) -> Result<(), Failure> {
        let refused = |message: String| Err(Failure::refused("ParameterValueInvalid", message));
        let kind = &self.data_type;
        if kind.is_empty() {
            return refused(format!("The message attribute '{name}' must contain a non-empty message attribute type."));
        }
        if !["Binary", "Number", "String"].contains(&kind.split('.').next().unwrap_or_default()) {
            return refused(format!(
                "The message attribute '{name}' has an invalid message attribute type, the set of supported type prefixes \
                 is Binary, Number, and String."
            ));
        }
        let Some(value) = self.value() else {
            return refused(format!(
                "The message attribute '{name}' must contain non-empty message attribute value for message attribute type \
                 '{kind}'."
            ));
        };
        match kind.as_str() {
            "Number" if value.trim().parse::<f64>().is_err() => {
                refused(format!("Could not cast message attribute '{name}' value to number."))
            }
            "String.Array" if !serde_json::from_str(value).is_ok_and(|value: Value| value.is_array()) => {
                refused(format!("The message attribute '{name}' of type 'String.Array' is not a JSON array."))
            }
            _ if self.is_binary() && STANDARD.decode(value).is_err() => {
                refused(format!("The message attribute '{name}' of type '{kind}' is not Base64."))
            }
            _ => Ok(()),
        }
    }
}

impl Entry {
    /// The publication of this entry.
    pub(super) fn publication(self, topic_arn: &str) -> Publication {
        Publication { topic_arn: Some(topic_arn.to_owned()), ..self.publication }
    }
}

impl Published {
    pub(super) fn new() -> Self {
        Self { message_id: identifier::new().to_string(), at: timestamp::now() }
    }

    /// The result of `Publish`.
    pub(super) fn json(&self) -> Value {
        json!({ "MessageId": self.message_id })
    }
}

fn invalid(reason: &str) -> Failure {
    Failure::refused("InvalidParameter", format!("Invalid parameter: {reason}"))
}
