//! `AWS_PROXY`: a function gets the request, and its result is the response.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Method};
use serde_json::Value;

use super::{IntegrationAnswer, Outcome};
use crate::gateway::Gateway;
use crate::gateway::facts::Facts;
use crate::gateway::failure::Failure;
use crate::gateway::integration_request::{IntegrationRequest, is_binary};
use crate::gateway::integration_response::Mapped;
use crate::gateway::proxy_event::proxy_event;
use crate::service::{Call, Service};
use crate::stack::rest_api::endpoint::{Endpoint, ServiceCall, Uri};
use crate::stack::rest_api::template::media_type;

/// The members that a result may have.
const MEMBERS: [&str; 5] = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"];

/// Calls a function with the request.
pub(super) async fn call(
    request: &IntegrationRequest<'_>,
    facts: &Facts<'_>,
    gateway: &Gateway,
    uri: &Uri,
) -> Result<IntegrationAnswer, Failure> {
    if request.method.integration.http_method != "POST" {
        return Err(Failure::configuration("Invalid permissions on Lambda function"));
    }
    let event = proxy_event(facts, &request.body, request.binary);
    let answer = invoke(facts, gateway, uri, event.into()).await?;
    match &answer.outcome {
        Outcome::Function(None) => Ok(answer),
        Outcome::Function(Some(_)) => {
            let text = String::from_utf8_lossy(&answer.body);
            let failure = Failure::malformed_proxy_response();
            Err(failure
                .logged(format!("Lambda execution failed with status 200 due to customer function error: {text}")))
        }
        Outcome::Status(status) => Err(Failure::configuration(format!("Lambda answered with status {status}"))),
    }
}

/// Calls the function of a URI with an event.
pub(in crate::gateway) async fn invoke(
    facts: &Facts<'_>,
    gateway: &Gateway,
    uri: &Uri,
    event: Bytes,
) -> Result<IntegrationAnswer, Failure> {
    let endpoint = uri.endpoint(&facts.stage.variables).map_err(Failure::configuration)?;
    let Endpoint::Service { service, call: ServiceCall::Path(path, query) } = &*endpoint else {
        return Err(Failure::configuration("Invalid endpoint address"));
    };
    let target = gateway.services.get(service).filter(|target| target.name() == "lambda");
    let Some(target) = target else { return Err(Failure::configuration("no function runs here")) };
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Ok(trace) = HeaderValue::from_str(&facts.trace) {
        headers.insert("x-amzn-trace-id", trace);
    }
    let call =
        Call { action: None, method: Method::POST, path: path.clone(), query: query.clone(), headers, body: event };
    Ok(super::service::function_answer(Service::call(target.as_ref(), call).await))
}

/// The response that a function's result is.
pub(in crate::gateway) fn response(result: &[u8], facts: &Facts<'_>) -> Result<Mapped, Failure> {
    let malformed = || Failure::malformed_proxy_response();
    let result: Value = serde_json::from_slice(result).map_err(|_| malformed())?;
    let members = result.as_object().ok_or_else(malformed)?;
    if members.keys().any(|name| !MEMBERS.contains(&name.as_str())) {
        return Err(malformed());
    }
    let status = match result.get("statusCode") {
        None | Some(Value::Null) => Some(200),
        Some(Value::String(text)) => text.parse().ok(),
        Some(number) => number.as_u64().and_then(|number| u16::try_from(number).ok()),
    };
    let mut mapped = Mapped {
        status: status.filter(|status| (100..=599).contains(status)).ok_or_else(malformed)?,
        content_type: "application/json".to_owned(),
        headers: headers(&result).ok_or_else(malformed)?,
        body: match result.get("body") {
            None | Some(Value::Null) => Bytes::new(),
            Some(Value::String(text)) => Bytes::from(text.clone()),
            Some(_) => return Err(malformed()),
        },
    };
    let accepted =
        facts.header("Accept").and_then(|accept| accept.split(',').next()).map(media_type).unwrap_or_default();
    if result.get("isBase64Encoded") == Some(&Value::Bool(true)) && is_binary(&facts.api.binary_media_types, &accepted)
    {
        mapped.body = STANDARD.decode(&mapped.body).map_err(|_| malformed())?.into();
    }
    Ok(mapped)
}

/// The headers of a result; of a name in both maps the single value is one among the others.
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

/// The members of a map in a result; none at all where it is something else.
fn members<'r>(result: &'r Value, name: &str) -> Option<Vec<(&'r String, &'r Value)>> {
    match result.get(name) {
        None | Some(Value::Null) => Some(Vec::new()),
        Some(map) => Some(map.as_object()?.iter().collect()),
    }
}
