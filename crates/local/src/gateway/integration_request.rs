//! Fourth stage: what is sent to the integration.
//!
//! A template makes the body, parameter mappings make headers, query and path, and what the template overrides goes
//! before both. <https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html>

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::Value;

use super::facts::Facts;
use super::failure::Failure;
use super::log::Execution;
use super::method_request::Valid;
use super::parameters::{RequestValues, last};
use crate::stack::rest_api::gateway_response::ResponseType;
use crate::stack::rest_api::mapping::{Source, Target};
use crate::stack::rest_api::template::{MappingTemplate, media_type};
use crate::stack::rest_api::{ContentHandling, Integration, Kind, Method, Passthrough};

/// What is sent to an integration.
pub(crate) struct IntegrationRequest<'g> {
    pub(crate) method: &'g Method,
    pub(crate) body: Bytes,
    /// Whether the body is bytes rather than text.
    pub(crate) binary: bool,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) path: Vec<(String, String)>,
    /// What the template said of the response.
    pub(crate) response_override: Value,
    /// What the template said of the request.
    pub(crate) request_override: Value,
}

/// Headers that an integration with a service of AWS may not set, and those that one with HTTP may not.
const REFUSED_FOR_AWS: [&str; 7] =
    ["authorization", "connection", "content-length", "expect", "proxy-authenticate", "te", "transfer-encoding"];
const REFUSED_FOR_HTTP: [&str; 2] = ["content-length", "transfer-encoding"];

/// Makes what is sent.
pub(crate) fn make<'g>(
    request: Valid<'g>,
    facts: &mut Facts<'g>,
    body: Bytes,
    log: &mut Execution,
) -> Result<IntegrationRequest<'g>, Failure> {
    let integration = &request.method.integration;
    let media =
        media_type(facts.header("Content-Type").filter(|media| !media.is_empty()).unwrap_or("application/json"));
    let binary = is_binary(&facts.api.binary_media_types, &media);
    let mut made = IntegrationRequest {
        method: request.method,
        body,
        binary,
        headers: Vec::new(),
        query: Vec::new(),
        path: Vec::new(),
        response_override: Value::Null,
        request_override: Value::Null,
    };
    if integration.kind.is_proxy() {
        made.map_for_proxy(integration, facts)?;
        return Ok(made);
    }
    let template = choose(integration, &media)?;
    convert(&mut made, integration.content_handling)?;
    let text = String::from_utf8_lossy(&made.body).into_owned();
    made.map_parameters(integration, facts, &text)?;
    if let Some(template) = template {
        made.render(template, facts, text)?;
    } else {
        if !made.binary {
            made.body = as_text(made.body);
        }
        facts.input.body = text;
    }
    log.data(|| format!("Endpoint request headers: {}", super::java_map(&made.headers)));
    log.data(|| format!("Endpoint request body after transformations: {}", String::from_utf8_lossy(&made.body)));
    Ok(made)
}

/// Whether bodies of a media type are bytes.
pub(super) fn is_binary(types: &[String], media: &str) -> bool {
    types.iter().any(|known| known == "*/*" || known.eq_ignore_ascii_case(media))
}

/// A body as the text that API Gateway takes it for: what is not UTF-8 becomes U+FFFD.
pub(super) fn as_text(body: Bytes) -> Bytes {
    match String::from_utf8_lossy(&body) {
        Cow::Borrowed(_) => body,
        Cow::Owned(text) => text.into(),
    }
}

/// The template for a media type; none where the body is passed on.
fn choose<'g>(integration: &'g Integration, media: &str) -> Result<Option<&'g MappingTemplate>, Failure> {
    if let Some(template) = integration.templates.get(media) {
        return Ok(Some(template));
    }
    match integration.passthrough {
        Passthrough::WhenNoMatch => Ok(None),
        Passthrough::WhenNoTemplates if integration.templates.0.is_empty() => Ok(None),
        _ => Err(Failure::new(ResponseType::UnsupportedMediaType, "Unsupported Media Type")),
    }
}

fn convert(made: &mut IntegrationRequest<'_>, handling: Option<ContentHandling>) -> Result<(), Failure> {
    match handling {
        Some(ContentHandling::ConvertToText) if made.binary => {
            made.body = STANDARD.encode(&made.body).into();
            made.binary = false;
        }
        Some(ContentHandling::ConvertToBinary) if !made.binary => {
            let decoded = STANDARD.decode(made.body.trim_ascii());
            let refused = |_| Failure::configuration("Unable to base64 decode the body.");
            made.body = decoded.map_err(refused)?.into();
            made.binary = true;
        }
        _ => {}
    }
    Ok(())
}

impl<'g> IntegrationRequest<'g> {
    /// A server that gets the request as it is gets mapped parameters as well; a function does not.
    fn map_for_proxy(&mut self, integration: &'g Integration, facts: &Facts<'g>) -> Result<(), Failure> {
        if !matches!(integration.kind, Kind::HttpProxy(_)) || integration.parameters.is_empty() {
            return Ok(());
        }
        let body = String::from_utf8_lossy(&self.body).into_owned();
        self.map_parameters(integration, facts, &body)
    }

    fn map_parameters(&mut self, integration: &'g Integration, facts: &Facts<'g>, body: &str) -> Result<(), Failure> {
        let values = RequestValues::new(facts, body);
        for mapping in &integration.parameters {
            let value = match (&mapping.target, &mapping.source) {
                // From path to path, a value stays encoded as it was sent.
                (Target::Path(_), Source::Path(name)) => last(&facts.raw_path_parameters, name),
                (_, source) => values.find(source)?,
            };
            let Some(value) = value else { continue };
            let (list, name) = match &mapping.target {
                Target::Header(name) => (&mut self.headers, check_header(name, &integration.kind)?),
                Target::Query(name) => (&mut self.query, name.as_str()),
                Target::Path(name) => (&mut self.path, name.as_str()),
            };
            list.push((name.to_owned(), value.into_owned()));
        }
        Ok(())
    }

    fn render(&mut self, template: &MappingTemplate, facts: &mut Facts<'g>, text: String) -> Result<(), Failure> {
        let failed = |error: String| Failure::configuration(format!("Unable to transform request: {error}"));
        let parsed = template.parsed.as_ref().map_err(|error| failed(error.clone()))?;
        facts.input.context = facts.context(&template.context);
        facts.input.body = text;
        let rendered = parsed.render(&facts.input).map_err(|error| failed(error.to_string()))?;
        self.body = rendered.output.into();
        self.binary = false;
        for (kind, list) in [("header", &mut self.headers), ("querystring", &mut self.query), ("path", &mut self.path)]
        {
            for (name, value) in override_values(&rendered.request_override, kind) {
                list.retain(|(known, _)| !known.eq_ignore_ascii_case(&name));
                list.push((name, value));
            }
        }
        self.request_override = rendered.request_override;
        self.response_override = rendered.response_override;
        Ok(())
    }
}

fn check_header<'n>(name: &'n str, kind: &Kind) -> Result<&'n str, Failure> {
    let refused: &[&str] = if matches!(kind, Kind::Aws(_)) { &REFUSED_FOR_AWS } else { &REFUSED_FOR_HTTP };
    if !matches!(kind, Kind::Mock) && refused.iter().any(|refused| refused.eq_ignore_ascii_case(name)) {
        return Err(Failure::configuration(format!("Invalid mapping of the header {name}")));
    }
    Ok(name)
}

/// The members of a part of an override, as text; a list is joined by commas.
pub(super) fn override_values(overrides: &Value, part: &str) -> Vec<(String, String)> {
    let members = overrides.get(part).and_then(Value::as_object);
    let members = members.into_iter().flatten();
    members.filter_map(|(name, value)| Some((name.clone(), override_text(value)?))).collect()
}

fn override_text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(list) => Some(list.iter().filter_map(override_text).collect::<Vec<_>>().join(",")),
        other => Some(other.to_string()),
    }
}
