//! Stage 6: selects the integration response for a backend's answer, and maps it to the method's response.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_IntegrationResponse.html>

use std::borrow::Cow;

use bytes::Bytes;
use gelato_vtl::ErrorKind;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use serde_json::Value;

use super::content_handling::{as_text, decode, encode, is_binary};
use super::context::Context;
use super::failure::Failure;
use super::method_response::MethodResponse;
use super::outcome::{IntegrationAnswer, Outcome};
use super::overrides::{self, Overrides};
use super::progress::Progress;
use super::request::Request;
use crate::stack::rest_api::mapping::{FieldPath, Mapping, Source, Target};
use crate::stack::rest_api::template::{MappingTemplate, accepted, media_type};
use crate::stack::rest_api::{ContentHandling, IntegrationResponse, Kind, Method};

mod http_proxy;
mod lambda_proxy;

/// A request that its integration answered.
pub(crate) struct Answered<'g> {
    pub(crate) method: &'g Method,
    pub(crate) answer: IntegrationAnswer,
    /// The overrides that the request template set.
    pub(crate) overrides: Overrides,
}

/// Selects the integration response, and maps the answer by it.
pub(crate) fn map(
    answered: Answered<'_>,
    request: &Request<'_>,
    progress: &mut Progress<'_>,
) -> Result<MethodResponse, Failure> {
    let Answered { method, answer, mut overrides } = answered;
    let integration = &method.integration;
    match integration.kind {
        Kind::AwsProxy(_) => return lambda_proxy::response(&answer.body, request),
        Kind::HttpProxy(_) => return Ok(http_proxy::response(answer)),
        _ => {}
    }
    let response = select(&integration.responses, &answer.outcome)?;
    let is_default = response.pattern.is_none();
    let failure = is_default.then(|| failure(&integration.kind, &answer)).flatten();
    let context = Context::new(request, progress);
    let mut mapped = MethodResponse {
        status: response.status,
        content_type: "application/json".to_owned(),
        headers: headers(response, &integration.kind, context, &answer)?,
        body: answer.body,
    };
    mapped.body = convert(mapped.body, &answer.headers, request, response.content_handling)?;
    if let Some((media, template)) = accepted(&response.templates.0, request.header("Accept")) {
        media.clone_into(&mut mapped.content_type);
        (mapped.body, overrides) = render(template, context, &mapped.body, overrides)?;
    }
    mapped.apply(&overrides.response);
    progress.warnings.extend(failure.filter(|_| mapped.status < 400).map(|failure| {
        format!("{failure}, and the response without a `selection_pattern` makes this {}", mapped.status)
    }));
    Ok(mapped)
}

/// Converts a body as `content_handling` says, or else as the client accepts it: a client that accepts no binary media
/// type gets bytes as Base64.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html>
fn convert(
    body: Bytes,
    headers: &HeaderMap,
    request: &Request<'_>,
    handling: Option<ContentHandling>,
) -> Result<Bytes, Failure> {
    let types = &request.api.binary_media_types;
    let binary = |media: Option<&str>| !types.is_empty() && is_binary(types, &media_type(media.unwrap_or_default()));
    let accepts_binary = || binary(request.header("Accept").and_then(|accept| accept.split(',').next()));
    let to_binary = match handling {
        Some(handling) => handling == ContentHandling::ConvertToBinary,
        None => accepts_binary(),
    };
    let is_bytes = binary(headers.get(CONTENT_TYPE).and_then(|media| media.to_str().ok()));
    match (is_bytes, to_binary) {
        (true, true) => Ok(body),
        (true, false) => Ok(encode(&body)),
        (false, true) => decode(&body),
        (false, false) => Ok(as_text(body)),
    }
}

/// The response whose pattern matches the whole status or error message, or else the default.
fn select<'r>(responses: &'r [IntegrationResponse], outcome: &Outcome) -> Result<&'r IntegrationResponse, Failure> {
    let status;
    let text = match outcome {
        Outcome::Status(number) => {
            status = number.to_string();
            Some(status.as_str())
        }
        Outcome::Function(error) => error.as_deref(),
    };
    for response in responses {
        if let Some((pattern, text)) = response.pattern.as_ref().zip(text)
            && pattern.matches(text).map_err(|error| unmatched(response, &error))?
        {
            return Ok(response);
        }
    }
    responses.iter().find(|response| response.pattern.is_none()).ok_or_else(|| {
        Failure::configuration(format!(
            "No match for output mapping and no default output mapping configured. Endpoint Response Status Code: {}",
            outcome.status()
        ))
    })
}

fn unmatched(response: &IntegrationResponse, error: &ErrorKind) -> Failure {
    Failure::pattern(format!("`selection_pattern` of the response {}: {error}", response.status))
}

/// The warning about a failed call, if it failed.
fn failure(kind: &Kind, answer: &IntegrationAnswer) -> Option<String> {
    let uri = kind.uri()?;
    match &answer.outcome {
        Outcome::Status(..400) | Outcome::Function(None) => None,
        Outcome::Status(status) => {
            let body = String::from_utf8_lossy(&answer.body);
            Some(format!("the call of {uri} failed with {status} ({})", beginning(&body)))
        }
        Outcome::Function(Some(error)) => Some(format!("{uri} failed ({})", beginning(error))),
    }
}

/// The beginning of a text, short enough for one line.
fn beginning(text: &str) -> String {
    const LONGEST: usize = 200;
    let cut = text.char_indices().nth(LONGEST).map(|(end, _)| &text[..end]);
    cut.map_or_else(|| text.to_owned(), |cut| format!("{cut}…"))
}

fn headers(
    response: &IntegrationResponse,
    kind: &Kind,
    context: Context<'_, '_>,
    answer: &IntegrationAnswer,
) -> Result<Vec<(String, String)>, Failure> {
    let request = context.request;
    let mut headers = Vec::with_capacity(response.parameters.len());
    for Mapping { target, source } in &response.parameters {
        let Target::Header(name) = target else { continue };
        let all = |name: &str| {
            let values = answer.headers.get_all(name).iter();
            let values = values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
            let mut values: Vec<_> = values.collect();
            if values.is_empty() {
                values.extend(wire_header(name, kind, request, answer));
            }
            values
        };
        let value = match source {
            Source::Header(name) => all(name).pop(),
            Source::MultiHeader(name) => Some(all(name)).filter(|all| !all.is_empty()).map(|all| all.join(",")),
            Source::Body(path) => body_value(path.as_ref(), &answer.body)?,
            Source::Context(name) => context.variable(name).map(Cow::into_owned),
            Source::StageVariable(name) => request.stage.variables.get(name).cloned(),
            Source::Static(text) => Some(text.clone()),
            Source::Query(_) | Source::MultiQuery(_) | Source::Path(_) => None,
        };
        headers.extend(value.map(|value| (name.clone(), value)));
    }
    Ok(headers)
}

/// A header that on AWS comes from the connection to a service. Services here have no connection, so it is only made if
/// a mapping reads it.
fn wire_header(name: &str, kind: &Kind, request: &Request<'_>, answer: &IntegrationAnswer) -> Option<String> {
    let Kind::Aws(uri) = kind else { return None };
    match name.to_ascii_lowercase().as_str() {
        "connection" => Some("keep-alive".to_owned()),
        "content-length" => Some(answer.body.len().to_string()),
        "date" => Some(request.http_date()),
        "server" if uri.is_of("dynamodb") => Some("Server".to_owned()),
        _ => None,
    }
}

fn body_value(path: Option<&FieldPath>, body: &[u8]) -> Result<Option<String>, Failure> {
    let Some(path) = path else { return Ok(Some(String::from_utf8_lossy(body).into_owned())) };
    let document = if body.is_empty() { Ok(Value::Null) } else { serde_json::from_slice(body) };
    let refused = |_| Failure::configuration("Unable to transform response: the body is not JSON");
    Ok(path.find(&document.map_err(refused)?))
}

fn render(
    template: &MappingTemplate,
    context: Context<'_, '_>,
    body: &[u8],
    before: Overrides,
) -> Result<(Bytes, Overrides), Failure> {
    let failed = |error: String| Failure::configuration(format!("Unable to transform response: {error}"));
    let parsed = template.parsed.as_ref().map_err(|error| failed(error.clone()))?;
    let mut members = context.members(&template.context);
    let carried = [("requestOverride", before.request), ("responseOverride", before.response)];
    let carried = carried.into_iter().filter(|(_, value)| !value.is_null());
    members.extend(carried.map(|(name, value)| (name.to_owned(), value)));
    let rendered = parsed.render(context.template_input(&members, &String::from_utf8_lossy(body)));
    let (overrides, output) = Overrides::of(rendered.map_err(|error| failed(format!("{error:#}")))?);
    Ok((output.into(), overrides))
}

impl MethodResponse {
    /// Applies the status and headers that templates override. A value that is not a status is ignored.
    fn apply(&mut self, overrides: &Value) {
        let status = overrides.get("status").and_then(|status| match status {
            Value::String(text) => text.parse().ok(),
            other => other.as_u64(),
        });
        let status = status.and_then(|status| u16::try_from(status).ok());
        if let Some(status) = status.filter(|status| (100..=599).contains(status)) {
            self.status = status;
        }
        overrides::apply(overrides, "header", &mut self.headers);
    }
}
