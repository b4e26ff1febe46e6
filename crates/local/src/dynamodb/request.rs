//! Parses the body of a request, with DynamoDB's error messages.
//!
//! The library marks the kind of an error with a prefix of serde's message; no prefix leaves this file.

use dynoxide::{DynoxideError, Result};
use serde::de::{DeserializeOwned, IgnoredAny};

/// Parses the body of an action.
pub(super) fn read<T: DeserializeOwned>(action: &str, body: &[u8]) -> Result<T> {
    serde_json::from_slice(body).map_err(|error| {
        // Invalid JSON gets no message.
        if serde_json::from_slice::<IgnoredAny>(body).is_err() {
            return DynoxideError::SerializationException(String::new());
        }
        classify(action, &error.to_string())
    })
}

fn classify(action: &str, message: &str) -> DynoxideError {
    for (mark, make) in MARKS {
        if let Some(rest) = message.strip_prefix(mark) {
            return make(action, without_position(rest));
        }
    }
    let message = without_position(message);
    if message.contains("empty AttributeValue") || message.contains("Supplied AttributeValue is empty") {
        return DynoxideError::ValidationException(EMPTY.into());
    }
    if message.contains("Supplied AttributeValue") {
        return DynoxideError::ValidationException(message.into());
    }
    match message.strip_prefix("missing field `").and_then(|rest| rest.split('`').next()) {
        Some(field) => DynoxideError::ValidationException(null(field)),
        None => DynoxideError::SerializationException(mismatch(message)),
    }
}

type Make = fn(&str, &str) -> DynoxideError;

const MARKS: [(&str, Make); 5] = [
    ("VALIDATION_REQUEST:", invalid),
    ("VALIDATION_AS_READ:", |_, message| DynoxideError::ValidationException(message.into())),
    ("VALIDATION:", |_, message| DynoxideError::ValidationException(message.into())),
    ("SERIALIZATION_AS_READ:", |_, message| DynoxideError::SerializationException(message.into())),
    ("SERIALIZATION:", |_, message| DynoxideError::SerializationException(message.into())),
];

const EMPTY: &str = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";

/// The error of a request that is valid JSON and makes no sense.
pub(super) fn invalid(action: &str, message: &str) -> DynoxideError {
    DynoxideError::ValidationException(enveloped(action, message))
}

/// The actions that write one item count their errors.
fn enveloped(action: &str, message: &str) -> String {
    match action {
        "PutItem" | "UpdateItem" | "DeleteItem" => format!("1 validation error detected: {message}"),
        _ => message.into(),
    }
}

fn null(field: &str) -> String {
    let mut letters = field.chars();
    let member: String = letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect();
    format!(
        "1 validation error detected: Value null at '{member}' failed to satisfy constraint: Member must not be null"
    )
}

fn without_position(message: &str) -> &str {
    message.rfind(" at line ").and_then(|at| message.get(..at)).unwrap_or(message)
}

/// A value of the wrong JSON type, in the words of AWS's parser.
fn mismatch(message: &str) -> String {
    let Some((found, wanted)) = message.strip_prefix("invalid type: ").and_then(|rest| rest.split_once(", expected "))
    else {
        return "Unexpected value type in payload".into();
    };
    if found.starts_with("sequence") {
        return if wanted.starts_with("struct") {
            "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.AttributeValue".into()
        } else {
            "Start of list found where not expected".into()
        };
    }
    if found.starts_with("map") {
        return "Start of structure or map found where not expected".into();
    }
    let found = match found.split(' ').next().unwrap_or_default() {
        "integer" => "NUMBER_VALUE",
        "floating" => "DECIMAL_VALUE",
        "boolean" if found.contains("true") => "TRUE_VALUE",
        "boolean" => "FALSE_VALUE",
        _ => "STRING_VALUE",
    };
    match wanted {
        "a string" => format!("{found} cannot be converted to String"),
        "a boolean" => format!("{found} cannot be converted to Boolean"),
        "i64" | "u64" | "usize" => format!("{found} cannot be converted to Long"),
        _ => "Unexpected value type in payload".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dynoxide::actions::put_item::PutItemRequest;

    fn error(body: &str) -> (&'static str, String) {
        let error = read::<PutItemRequest>("PutItem", body.as_bytes()).err();
        error.map(|error| (error.error_type(), error.to_string())).unwrap_or_default()
    }

    #[test]
    fn invalid_json_gets_no_message() {
        assert_eq!(error("{\"a"), ("com.amazon.coral.service#SerializationException", String::new()));
    }

    #[test]
    fn a_value_of_the_wrong_type_gets_the_message_of_aws() {
        let (kind, message) = error(r#"{"TableName":23,"Item":{}}"#);
        assert_eq!(kind, "com.amazon.coral.service#SerializationException");
        assert_eq!(message, "NUMBER_VALUE cannot be converted to String");
    }

    #[test]
    fn no_internal_prefix_is_shown() {
        for body in [
            r#"{"TableName":"","Item":{}}"#,
            r#"{"TableName":"table"}"#,
            r#"{"TableName":"table","Item":{"a":{"NULL":false}}}"#,
            r#"{"TableName":"table","Item":{"a":{}}}"#,
            r#"{"TableName":"table","Item":{"a":{"S":"x","N":"1"}}}"#,
            r#"{"TableName":"table","Item":{"a":{"N":"x"}}}"#,
            r#"{"TableName":"table","Item":{"a":{"SS":[]}}}"#,
            r#"{"TableName":"table","Item":{"a":{"S":5}}}"#,
            r#"{"TableName":"table","Item":{"a":{"B":"%"}}}"#,
            r#"{"TableName":"table","Item":{"a":"x"}}"#,
            "[]",
            "23",
        ] {
            let (_, message) = error(body);
            let marked =
                ["VALIDATION", "SERIALIZATION", " at line ", "struct "].iter().any(|mark| message.contains(mark));
            assert!(!marked, "{body}: {message}");
        }
    }
}
