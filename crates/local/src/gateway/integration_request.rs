//! Stage 4: the request to the integration.
//!
//! A template makes the body, and parameter mappings make headers, query and path. The template's overrides replace
//! both. <https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html>

use bytes::Bytes;

use super::content_handling::{as_text, decode, encode, is_binary};
use super::context::Context;
use super::execution_log::{ExecutionLog, java_map};
use super::failure::Failure;
use super::integration::IntegrationRequest;
use super::overrides::{self, Overrides};
use super::parameters::{RequestValues, last};
use super::progress::Progress;
use super::request::Request;
use crate::stack::rest_api::gateway_response::ResponseType;
use crate::stack::rest_api::mapping::{Source, Target};
use crate::stack::rest_api::template::{MappingTemplate, media_type};
use crate::stack::rest_api::{ContentHandling, Integration, Kind, Method, Passthrough};

/// A request that has everything its method requires.
pub(crate) struct Valid<'g> {
    pub(crate) method: &'g Method,
}

/// Headers that a mapping may not set for a service of AWS.
const REFUSED_FOR_AWS: [&str; 7] =
    ["authorization", "connection", "content-length", "expect", "proxy-authenticate", "te", "transfer-encoding"];

/// Headers that a mapping may not set for an HTTP server.
const REFUSED_FOR_HTTP: [&str; 2] = ["content-length", "transfer-encoding"];

/// Makes the request to the integration.
pub(crate) fn make<'g>(
    valid: Valid<'g>,
    request: &Request<'g>,
    progress: &Progress<'g>,
    log: &mut ExecutionLog,
) -> Result<IntegrationRequest<'g>, Failure> {
    let integration = &valid.method.integration;
    let media =
        media_type(request.header("Content-Type").filter(|media| !media.is_empty()).unwrap_or("application/json"));
    let binary = is_binary(&request.api.binary_media_types, &media);
    let mut made = IntegrationRequest {
        method: valid.method,
        body: request.body.clone(),
        binary,
        headers: Vec::new(),
        query: Vec::new(),
        path: Vec::new(),
        overrides: Overrides::default(),
    };
    let context = Context::new(request, progress);
    if integration.kind.is_proxy() {
        made.map_for_proxy(integration, context)?;
        return Ok(made);
    }
    let template = choose(integration, &media)?;
    made.convert(integration.content_handling)?;
    let body = made.body.clone();
    let text = String::from_utf8_lossy(&body);
    made.map_parameters(integration, context, &text)?;
    if let Some(template) = template {
        made.render(template, context, &text)?;
    } else if !made.binary {
        made.body = as_text(made.body);
    }
    log.data(|| format!("Endpoint request headers: {}", java_map(&made.headers)));
    log.data(|| format!("Endpoint request body after transformations: {}", String::from_utf8_lossy(&made.body)));
    Ok(made)
}

/// The template for a media type, or `None` if the body is passed through.
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

impl<'g> IntegrationRequest<'g> {
    fn convert(&mut self, handling: Option<ContentHandling>) -> Result<(), Failure> {
        match handling {
            Some(ContentHandling::ConvertToText) if self.binary => self.body = encode(&self.body),
            Some(ContentHandling::ConvertToBinary) if !self.binary => self.body = decode(&self.body)?,
            _ => return Ok(()),
        }
        self.binary = !self.binary;
        Ok(())
    }

    /// Mappings of `HTTP_PROXY` add to the client's parameters. Mappings of `AWS_PROXY` change nothing.
    fn map_for_proxy(&mut self, integration: &'g Integration, context: Context<'_, 'g>) -> Result<(), Failure> {
        if !matches!(integration.kind, Kind::HttpProxy(_)) || integration.parameters.is_empty() {
            return Ok(());
        }
        let body = self.body.clone();
        self.map_parameters(integration, context, &String::from_utf8_lossy(&body))
    }

    fn map_parameters(
        &mut self,
        integration: &'g Integration,
        context: Context<'_, 'g>,
        body: &str,
    ) -> Result<(), Failure> {
        let values = RequestValues::new(context, body);
        for mapping in &integration.parameters {
            let value = match (&mapping.target, &mapping.source) {
                // From path to path, a value stays encoded as it was sent.
                (Target::Path(_), Source::Path(name)) => last(&context.progress.raw_path_parameters, name),
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

    fn render(&mut self, template: &MappingTemplate, context: Context<'_, 'g>, body: &str) -> Result<(), Failure> {
        let failed = |error: String| Failure::configuration(format!("Unable to transform request: {error}"));
        let parsed = template.parsed.as_ref().map_err(|error| failed(error.clone()))?;
        let members = context.members(&template.context);
        let rendered = parsed.render(context.template_input(&members, body));
        let (overrides, output) = Overrides::of(rendered.map_err(|error| failed(format!("{error:#}")))?);
        self.body = Bytes::from(output);
        self.binary = false;
        overrides::apply(&overrides.request, "header", &mut self.headers);
        overrides::apply(&overrides.request, "querystring", &mut self.query);
        overrides::apply(&overrides.request, "path", &mut self.path);
        self.overrides = overrides;
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
