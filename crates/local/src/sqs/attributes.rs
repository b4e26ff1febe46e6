//! The attributes of a message: validation, and selection by a receiver.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use crate::query::Failure;

/// The maximum number of attributes of a message.
const MOST: usize = 10;
/// The maximum length of an attribute's name in characters.
const LONGEST_NAME: usize = 256;

/// Validates attributes by SQS's rules, and returns their size in bytes.
pub(super) fn check(attributes: &Map<String, Value>) -> Result<usize, Failure> {
    if attributes.len() > MOST {
        let count = attributes.len();
        return Err(invalid(format!("Number of message attributes [{count}] exceeds the allowed maximum [{MOST}].")));
    }
    attributes.keys().try_for_each(|name| check_name(name))?;
    check_values(attributes)
}

/// Validates values by SQS's rules, and returns their size in bytes.
pub(super) fn check_values(attributes: &Map<String, Value>) -> Result<usize, Failure> {
    attributes.iter().map(|(name, value)| check_value(name, value)).sum()
}

fn check_value(name: &str, value: &Value) -> Result<usize, Failure> {
    let text = |member: &str| value[member].as_str().filter(|text| !text.is_empty());
    let kind = text("DataType").ok_or_else(|| {
        invalid(format!("The message attribute '{name}' must contain a non-empty message attribute type."))
    })?;
    let field = match kind.split('.').next().unwrap_or_default() {
        "String" | "Number" => "StringValue",
        "Binary" => "BinaryValue",
        _ => {
            return Err(invalid(format!(
                "The type of message (user) attribute '{name}' is invalid. You must use only the following supported \
                 type prefixes: Binary, Number, String."
            )));
        }
    };
    let content = text(field).ok_or_else(|| {
        invalid(format!(
            "The message attribute '{name}' must contain a non-empty message attribute value for message attribute \
             type '{kind}'."
        ))
    })?;
    if kind.starts_with("Number") && content.trim().parse::<f64>().is_err() {
        return Err(invalid(format!("Can't cast the value of message (user) attribute '{name}' to a number.")));
    }
    let bytes = if field == "BinaryValue" {
        let refused = |_| invalid(format!("The value of message (user) attribute '{name}' is not Base64."));
        STANDARD.decode(content).map_err(refused)?.len()
    } else {
        content.len()
    };
    Ok(name.len() + kind.len() + bytes)
}

fn check_name(name: &str) -> Result<(), Failure> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "_-.".contains(letter);
    let reserved = ["aws.", "amazon."].iter().any(|start| name.to_ascii_lowercase().starts_with(start));
    let dots = name.starts_with('.') || name.ends_with('.') || name.contains("..");
    if name.is_empty() || name.chars().count() > LONGEST_NAME || !name.chars().all(allowed) || reserved || dots {
        return Err(invalid(format!(
            "Invalid message attribute name '{name}': use 1 to {LONGEST_NAME} of A-Z, a-z, 0-9, `_`, `-` and `.`; \
             do not begin with `AWS.` or `Amazon.`, and do not begin or end with a period or repeat it."
        )));
    }
    Ok(())
}

/// The attributes that a receiver selects: `All` or `.*`, names, and prefixes such as `order.*`.
pub(super) fn selected(attributes: &Map<String, Value>, names: &[String]) -> Map<String, Value> {
    let is_selected = |attribute: &str| {
        names.iter().any(|name| match name.strip_suffix(".*") {
            Some(start) => attribute.starts_with(start),
            None => name == "All" || name == attribute,
        })
    };
    attributes.iter().filter(|(name, _)| is_selected(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// The values that a request selects by name, or `All`.
pub(super) fn named(all: &Map<String, Value>, names: &[String], known: &[&str]) -> Result<Map<String, Value>, Failure> {
    if let Some(unknown) = names.iter().find(|name| *name != "All" && !known.contains(&name.as_str())) {
        return Err(Failure::refused("InvalidAttributeName", format!("Unknown Attribute {unknown}.")));
    }
    let every = names.iter().any(|name| name == "All");
    let is_selected = |name: &String| every || names.contains(name);
    Ok(all.iter().filter(|(name, _)| is_selected(name)).map(|(name, value)| (name.clone(), value.clone())).collect())
}

fn invalid(message: String) -> Failure {
    Failure::refused("InvalidParameterValue", message)
}
