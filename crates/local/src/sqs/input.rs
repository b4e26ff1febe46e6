//! The inputs of actions. In the query protocol all values are text, so numbers may be strings.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::query::Failure;

/// The input of `SendMessage`, or an entry of `SendMessageBatch`, which has an ID.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Send {
    pub(super) id: String,
    pub(super) queue_url: String,
    pub(super) message_body: String,
    pub(super) message_attributes: Map<String, Value>,
    pub(super) message_system_attributes: Map<String, Value>,
    #[serde(deserialize_with = "number")]
    pub(super) delay_seconds: Option<u64>,
}

/// The input of a batch action.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Batch<T> {
    pub(super) queue_url: String,
    #[serde(default = "Vec::new")]
    pub(super) entries: Vec<T>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Receive {
    pub(super) queue_url: String,
    pub(super) attribute_names: Vec<String>,
    pub(super) message_system_attribute_names: Vec<String>,
    pub(super) message_attribute_names: Vec<String>,
    #[serde(deserialize_with = "number")]
    pub(super) max_number_of_messages: Option<u64>,
    #[serde(deserialize_with = "number")]
    pub(super) visibility_timeout: Option<u64>,
    #[serde(deserialize_with = "number")]
    pub(super) wait_time_seconds: Option<u64>,
}

/// A received message.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Received {
    pub(super) id: String,
    pub(super) queue_url: String,
    pub(super) receipt_handle: String,
    #[serde(deserialize_with = "number")]
    pub(super) visibility_timeout: Option<u64>,
}

/// A queue, and the attributes to return.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Of {
    pub(super) queue_url: String,
    pub(super) attribute_names: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Named {
    pub(super) queue_name: String,
    pub(super) queue_name_prefix: String,
}

/// Parses the input of an action.
pub(super) fn read<T: DeserializeOwned>(input: Value) -> Result<T, Failure> {
    serde_json::from_value(input).map_err(|error| Failure::refused("InvalidParameterValue", error.to_string()))
}

/// A number within its limits, or `None`.
pub(super) fn within(
    name: &str,
    value: Option<u64>,
    limits: std::ops::RangeInclusive<u64>,
) -> Result<Option<u64>, Failure> {
    match value {
        Some(value) if !limits.contains(&value) => {
            let (least, most) = (limits.start(), limits.end());
            Err(Failure::refused(
                "InvalidParameterValue",
                format!(
                    "Value {value} for parameter {name} is invalid. Reason: Must be between {least} and {most}, if provided."
                ),
            ))
        }
        value => Ok(value),
    }
}

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
