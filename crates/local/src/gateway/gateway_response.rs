//! Gateway responses: the answer to a request that failed, in the words of the API or of AWS.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html>

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::context::Context;
use super::failure::Failure;
use super::parameters::RequestValues;
use super::progress::{GatewayError, Progress};
use super::request::Request;
use super::response_headers::{complete, insert, push};
use crate::service::Answer;
use crate::stack::rest_api::gateway_response::{GatewayResponse, ResponseType};
use crate::stack::rest_api::mapping::Target;
use crate::stack::rest_api::template::accepted;

/// Makes the answer to a request that failed.
pub(crate) fn make(failure: Failure, request: &Request<'_>, progress: &mut Progress<'_>) -> Answer {
    let (own, status) = match failure.kind {
        // AWS does not let an API change this response.
        ResponseType::RequestTooLarge => (None, failure.kind.status()),
        kind => request.api.gateway_responses.of(kind),
    };
    let status = own.and_then(|own| own.status).or(failure.status).unwrap_or(status);
    let mut body = default_body(&failure);
    let mut headers = HeaderMap::with_capacity(8);
    insert(&mut headers, "x-amzn-errortype", failure.error_type.unwrap_or_else(|| failure.kind.error_type()));
    progress.error = Some(GatewayError {
        message: failure.message,
        response_type: failure.kind.name(),
        validation: failure.validation,
    });
    if let Some(own) = own {
        fill(own, request, progress, &mut headers, &mut body);
    }
    complete(&mut headers, request, progress);
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Answer { status, headers, body: Bytes::from(body) }
}

/// The message alone. AWS writes a space after the colon in the failures of an execution, and none in the others.
fn default_body(failure: &Failure) -> String {
    let name = if failure.kind == ResponseType::AccessDenied { "Message" } else { "message" };
    let space = if failure.is_of_execution() { " " } else { "" };
    format!("{{\"{name}\":{space}{}}}", failure.message)
}

/// Fills in the API's own template and headers. Variables without a value are empty in the template, and leave a header
/// out.
fn fill(
    own: &GatewayResponse,
    request: &Request<'_>,
    progress: &Progress<'_>,
    headers: &mut HeaderMap,
    body: &mut String,
) {
    let text = String::from_utf8_lossy(&request.body);
    let values = RequestValues::new(Context::new(request, progress), &text);
    if let Some((media, template)) = accepted(&own.templates, request.header("Accept")) {
        insert(headers, "content-type", media);
        *body = template.fill(|source, out| {
            if let Ok(Some(value)) = values.find(source) {
                out.push_str(&value);
            }
        });
    }
    for mapping in &own.parameters {
        if let (Target::Header(name), Ok(Some(value))) = (&mapping.target, values.find(&mapping.source)) {
            push(headers, name, &value, false);
        }
    }
}

/// The answer to a request for an unknown stage, which no API has words for.
pub(crate) fn forbidden() -> Answer {
    plain(ResponseType::InvalidApiKey, "Forbidden")
}

/// An answer with a message that no API has words for.
pub(crate) fn plain(kind: ResponseType, message: &str) -> Answer {
    let mut headers = HeaderMap::new();
    insert(&mut headers, "content-type", "application/json");
    insert(&mut headers, "x-amzn-errortype", kind.error_type());
    let status = StatusCode::from_u16(kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = format!("{{\"message\":{}}}", Value::String(message.to_owned()));
    Answer { status, headers, body: body.into() }
}
