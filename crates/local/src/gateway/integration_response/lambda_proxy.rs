//! `AWS_PROXY`: the function's result is the response.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html>

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::Value;

use crate::gateway::content_handling::is_binary;
use crate::gateway::failure::Failure;
use crate::gateway::method_response::MethodResponse;
use crate::gateway::request::Request;
use crate::stack::rest_api::template::media_type;

/// The members that a result may have.
const MEMBERS: [&str; 5] = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"];

/// The response that a function's result describes.
pub(super) fn response(result: &[u8], request: &Request<'_>) -> Result<MethodResponse, Failure> {
    let malformed = || Failure::malformed_proxy_response();
    let result: Value = serde_json::from_slice(result).map_err(|_| malformed())?;
    let members = result.as_object().ok_or_else(malformed)?;
    if members.keys().any(|name| !MEMBERS.contains(&name.as_str())) {
        return Err(malformed());
    }
    let mut response = MethodResponse {
        status: status(&result).ok_or_else(malformed)?,
        content_type: "application/json".to_owned(),
        headers: headers(&result).ok_or_else(malformed)?,
        body: match result.get("body") {
            None | Some(Value::Null) => Bytes::new(),
            Some(Value::String(text)) => Bytes::from(text.clone()),
            Some(_) => return Err(malformed()),
        },
    };
    if result.get("isBase64Encoded") == Some(&Value::Bool(true)) && accepts_binary(request) {
        response.body = STANDARD.decode(&response.body).map_err(|_| malformed())?.into();
    }
    Ok(response)
}

fn status(result: &Value) -> Option<u16> {
    let status = match result.get("statusCode") {
        None | Some(Value::Null) => Some(200),
        Some(Value::String(text)) => text.parse().ok(),
        Some(number) => number.as_u64().and_then(|number| u16::try_from(number).ok()),
    };
    status.filter(|status| (100..=599).contains(status))
}

/// Whether the first media type that the client accepts is binary.
fn accepts_binary(request: &Request<'_>) -> bool {
    let accepted = request.header("Accept").and_then(|accept| accept.split(',').next());
    is_binary(&request.api.binary_media_types, &accepted.map(media_type).unwrap_or_default())
}

/// The headers of a result. If both maps have a name, the single value is one more value.
fn headers(result: &Value) -> Option<Vec<(String, String)>> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    };
    let mut headers: Vec<(String, String)> = Vec::new();
    for (name, values) in members(result, "multiValueHeaders")? {
        for value in values.as_array()? {
            headers.push((name.clone(), text(value)?));
        }
    }
    for (name, value) in members(result, "headers")? {
        let value = text(value)?;
        let known = headers.iter().any(|(other, also)| other.eq_ignore_ascii_case(name) && *also == value);
        if !known {
            headers.push((name.clone(), value));
        }
    }
    Some(headers)
}

/// The members of a map in a result, or `None` if it is not a map.
fn members<'r>(result: &'r Value, name: &str) -> Option<Vec<(&'r String, &'r Value)>> {
    match result.get(name) {
        None | Some(Value::Null) => Some(Vec::new()),
        Some(map) => Some(map.as_object()?.iter().collect()),
    }
}
