//! What a client gets when something fails.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::facts::{ErrorFacts, Facts};
use super::failure::Failure;
use super::method_response::{insert, push, with_ids};
use super::parameters::RequestValues;
use crate::service::Answer;
use crate::stack::rest_api::gateway_response::{GatewayResponse, ResponseType};
use crate::stack::rest_api::mapping::Target;
use crate::stack::rest_api::substitution::Substitution;
use crate::stack::rest_api::template::media_type;

/// Makes the answer of a failure, as the API words it.
pub(crate) fn make(failure: Failure, facts: &mut Facts<'_>) -> Answer {
    let (worded, status) = match failure.kind {
        // AWS does not let this one be worded.
        ResponseType::RequestTooLarge => (None, failure.kind.status()),
        kind => facts.api.gateway_responses.of(kind),
    };
    let own_status = worded.and_then(|worded| worded.status);
    let status = own_status.or(failure.status).unwrap_or(status);
    let default = default_body(&failure);
    facts.error =
        Some(ErrorFacts { message: failure.message, kind: failure.kind.name(), validation: failure.validation });
    let mut headers = HeaderMap::with_capacity(8);
    let error_type = failure.error_type.unwrap_or_else(|| failure.kind.error_type());
    insert(&mut headers, "x-amzn-errortype", error_type);
    let template = worded.and_then(|worded| choose(worded, facts.header("Accept")));
    let body = template.map_or(default, |(media, template)| {
        insert(&mut headers, "content-type", media);
        fill(template, facts)
    });
    for (name, value) in worded.map(|worded| parameters(worded, facts)).unwrap_or_default() {
        push(&mut headers, &name, &value, false);
    }
    with_ids(&mut headers, facts);
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Answer { status, headers, body: Bytes::from(body) }
}

/// The message alone: with a blank after the colon where AWS writes one.
fn default_body(failure: &Failure) -> String {
    let name = if failure.kind == ResponseType::AccessDenied { "Message" } else { "message" };
    let blank = if failure.is_of_execution() { " " } else { "" };
    format!("{{\"{name}\":{blank}{}}}", failure.message)
}

/// The template for what a client accepts, else that for JSON, else the first.
fn choose<'g>(worded: &'g GatewayResponse, accept: Option<&str>) -> Option<(&'g str, &'g Substitution)> {
    let templates = &worded.templates;
    let mut accepted = accept.unwrap_or_default().split(',').map(media_type);
    let found = accepted.find_map(|media| templates.get_key_value(&media));
    let found = found.or_else(|| templates.get_key_value("application/json")).or_else(|| templates.iter().next())?;
    Some((found.0, found.1))
}

/// Replaces variables; those that are not there are empty.
fn fill(template: &Substitution, facts: &Facts<'_>) -> String {
    let values = RequestValues::new(facts, &facts.input.body);
    template.fill(|source, out| {
        if let Ok(Some(value)) = values.find(source) {
            out.push_str(&value);
        }
    })
}

fn parameters(worded: &GatewayResponse, facts: &Facts<'_>) -> Vec<(String, String)> {
    let values = RequestValues::new(facts, &facts.input.body);
    let mut headers = Vec::new();
    for mapping in &worded.parameters {
        if let (Target::Header(name), Ok(Some(value))) = (&mapping.target, values.find(&mapping.source)) {
            headers.push((name.clone(), value.into_owned()));
        }
    }
    headers
}

/// What the gateway answers where no API can say how: a stage that is not there.
pub(crate) fn forbidden() -> Answer {
    plain(ResponseType::InvalidApiKey, "Forbidden")
}

/// A message without an API that could word it.
pub(crate) fn plain(kind: ResponseType, message: &str) -> Answer {
    let mut headers = HeaderMap::new();
    insert(&mut headers, "content-type", "application/json");
    insert(&mut headers, "x-amzn-errortype", kind.error_type());
    let status = StatusCode::from_u16(kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = format!("{{\"message\":{}}}", Value::String(message.to_owned()));
    Answer { status, headers, body: body.into() }
}
