//! Sixth stage: which response the integration's answer becomes, and what is in it.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_IntegrationResponse.html>

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use serde_json::Value;

use super::facts::Facts;
use super::failure::Failure;
use super::integration::{IntegrationAnswer, Outcome, http_response, lambda_response};
use super::integration_request::{IntegrationRequest, as_text, is_binary, override_values};
use crate::stack::rest_api::mapping::{Mapping, Source, Target};
use crate::stack::rest_api::template::{MappingTemplate, media_type};
use crate::stack::rest_api::{ContentHandling, IntegrationResponse, Kind};

/// What a client is to get.
#[derive(Debug)]
pub(crate) struct Mapped {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

/// Chooses the response, and makes it.
pub(crate) fn map(
    request: IntegrationRequest<'_>,
    facts: &mut Facts<'_>,
    answer: IntegrationAnswer,
) -> Result<Mapped, Failure> {
    match request.method.integration.kind {
        Kind::AwsProxy(_) => return lambda_response(&answer.body, facts),
        Kind::HttpProxy(_) => return Ok(http_response(answer)),
        _ => {}
    }
    let response = select(&request.method.integration.responses, &answer.outcome)?;
    let is_default = response.pattern.is_none();
    let failure = is_default.then(|| failure(&request.method.integration.kind, &answer)).flatten();
    let mut mapped = Mapped {
        status: response.status,
        content_type: "application/json".to_owned(),
        headers: headers(response, &request.method.integration.kind, facts, &answer)?,
        body: answer.body,
    };
    mapped.body = convert(mapped.body, &answer.headers, facts, response.content_handling)?;
    let mut overrides = request.response_override;
    if let Some((media, template)) = choose(response, facts.header("Accept")) {
        media.clone_into(&mut mapped.content_type);
        let carried = [("requestOverride", request.request_override), ("responseOverride", overrides)];
        (mapped.body, overrides) = render(template, facts, &mapped.body, carried)?;
    }
    apply(&mut mapped, &overrides);
    facts.warnings.extend(failure.filter(|_| mapped.status < 400).map(|failure| {
        format!("{failure}, and the response without a `selection_pattern` makes this {}", mapped.status)
    }));
    Ok(mapped)
}

/// The body as API Gateway passes it on: Base64 stands for bytes where one side knows only text.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html>
fn convert(
    body: Bytes,
    headers: &HeaderMap,
    facts: &Facts<'_>,
    handling: Option<ContentHandling>,
) -> Result<Bytes, Failure> {
    let types = &facts.api.binary_media_types;
    let binary = |media: Option<&str>| !types.is_empty() && is_binary(types, &media_type(media.unwrap_or_default()));
    let accepts_binary = || binary(facts.header("Accept").and_then(|accept| accept.split(',').next()));
    let to_binary = match handling {
        Some(handling) => handling == ContentHandling::ConvertToBinary,
        None => accepts_binary(),
    };
    let is_bytes = binary(headers.get(CONTENT_TYPE).and_then(|media| media.to_str().ok()));
    match (is_bytes, to_binary) {
        (true, true) => Ok(body),
        (true, false) => Ok(STANDARD.encode(&body).into()),
        (false, true) => {
            let refused = |_| Failure::configuration("Unable to base64 decode the body.");
            Ok(STANDARD.decode(body.trim_ascii()).map_err(refused)?.into())
        }
        (false, false) => Ok(as_text(body)),
    }
}

/// The response whose pattern matches the whole of what the integration answered, or the default.
pub(crate) fn select<'r>(
    responses: &'r [IntegrationResponse],
    outcome: &Outcome,
) -> Result<&'r IntegrationResponse, Failure> {
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
        let status = if let Outcome::Status(status) = outcome { *status } else { 200 };
        Failure::configuration(format!(
            "No match for output mapping and no default output mapping configured. Endpoint Response Status Code: \
             {status}"
        ))
    })
}

fn unmatched(response: &IntegrationResponse, error: &str) -> Failure {
    Failure::pattern(format!("`selection_pattern` of the response {}: {error}", response.status))
}

/// How a call failed, if it did.
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

/// As much of a text as fits in a line.
fn beginning(text: &str) -> String {
    const LONGEST: usize = 200;
    let cut = text.char_indices().nth(LONGEST).map(|(end, _)| &text[..end]);
    cut.map_or_else(|| text.to_owned(), |cut| format!("{cut}…"))
}

fn headers(
    response: &IntegrationResponse,
    kind: &Kind,
    facts: &Facts<'_>,
    answer: &IntegrationAnswer,
) -> Result<Vec<(String, String)>, Failure> {
    let mut headers = Vec::with_capacity(response.parameters.len());
    for Mapping { target, source } in &response.parameters {
        let Target::Header(name) = target else { continue };
        let all = |name: &str| {
            let values = answer.headers.get_all(name).iter();
            let values = values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
            let mut values: Vec<_> = values.collect();
            if values.is_empty() {
                values.extend(wire_header(name, kind, facts, answer));
            }
            values
        };
        let value = match source {
            Source::Header(name) => all(name).pop(),
            Source::MultiHeader(name) => Some(all(name)).filter(|all| !all.is_empty()).map(|all| all.join(",")),
            Source::Body(path) => body_value(path.as_ref(), &answer.body)?,
            Source::Context(name) => facts.variable(name).map(std::borrow::Cow::into_owned),
            Source::StageVariable(name) => facts.stage.variables.get(name).cloned(),
            Source::Static(text) => Some(text.clone()),
            Source::Query(_) | Source::MultiQuery(_) | Source::Path(_) => None,
        };
        headers.extend(value.map(|value| (name.clone(), value)));
    }
    Ok(headers)
}

/// A header that the answer of a service has on AWS because it comes over a connection, which a service here does not
/// need: it is only made where a mapping asks for it.
fn wire_header(name: &str, kind: &Kind, facts: &Facts<'_>, answer: &IntegrationAnswer) -> Option<String> {
    let Kind::Aws(uri) = kind else { return None };
    match name.to_ascii_lowercase().as_str() {
        "connection" => Some("keep-alive".to_owned()),
        "content-length" => Some(answer.body.len().to_string()),
        "date" => Some(facts.http_date()),
        "server" if uri.is_of("dynamodb") => Some("Server".to_owned()),
        _ => None,
    }
}

fn body_value(
    path: Option<&crate::stack::rest_api::mapping::FieldPath>,
    body: &[u8],
) -> Result<Option<String>, Failure> {
    let Some(path) = path else { return Ok(Some(String::from_utf8_lossy(body).into_owned())) };
    let document = if body.is_empty() { Ok(Value::Null) } else { serde_json::from_slice(body) };
    let refused = |_| Failure::configuration("Unable to transform response: the body is not JSON");
    Ok(path.find(&document.map_err(refused)?))
}

/// The template for what a client accepts, else that for JSON, else the first.
fn choose<'r>(response: &'r IntegrationResponse, accept: Option<&str>) -> Option<(&'r str, &'r MappingTemplate)> {
    let templates = &response.templates.0;
    if templates.len() > 1 {
        let mut accepted = accept.unwrap_or_default().split(',').map(media_type);
        if let Some(found) = accepted.find_map(|media| templates.get_key_value(&media)) {
            return Some((found.0, found.1));
        }
    }
    let found = templates.get_key_value("application/json").or_else(|| templates.iter().next())?;
    Some((found.0, found.1))
}

fn render(
    template: &MappingTemplate,
    facts: &mut Facts<'_>,
    body: &[u8],
    carried: [(&str, Value); 2],
) -> Result<(Bytes, Value), Failure> {
    let failed = |error: String| Failure::configuration(format!("Unable to transform response: {error}"));
    let parsed = template.parsed.as_ref().map_err(|error| failed(error.clone()))?;
    let mut context = facts.context(&template.context);
    let carried = carried.into_iter().filter(|(_, value)| !value.is_null());
    context.extend(carried.map(|(name, value)| (name.to_owned(), value)));
    facts.input.context = context;
    facts.input.body = String::from_utf8_lossy(body).into_owned();
    let rendered = parsed.render(&facts.input).map_err(|error| failed(error.to_string()))?;
    Ok((rendered.output.into(), rendered.response_override))
}

/// What templates said of status and headers goes before all else; a status that is none is left out.
fn apply(mapped: &mut Mapped, overrides: &Value) {
    let status = overrides.get("status").and_then(|status| match status {
        Value::String(text) => text.parse().ok(),
        other => other.as_u64(),
    });
    if let Some(status) =
        status.and_then(|status| u16::try_from(status).ok()).filter(|status| (100..=599).contains(status))
    {
        mapped.status = status;
    }
    for (name, value) in override_values(overrides, "header") {
        mapped.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(&name));
        mapped.headers.push((name, value));
    }
}
