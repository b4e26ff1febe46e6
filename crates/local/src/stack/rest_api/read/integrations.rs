//! Reads the integrations of an API, and their responses.

use std::collections::BTreeMap;
use std::time::Duration;

use gelato_vtl::JavaPattern;

use super::super::endpoint::{Endpoint, ServiceCall, Uri};
use super::super::integration::{ContentHandling, Integration, IntegrationResponse, Kind, Passthrough};
use super::super::mapping::{Mapping, Target};
use super::super::method::MethodResponse;
use super::super::template::Templates;
use super::method_arguments::{MethodKey, method_key, status_code};
use super::reader::{Definition, Reader};
use crate::finding::Finding;
use crate::resource::Resource;
use crate::stack::arguments::Arguments;

/// The responses that methods declare.
type Declared = BTreeMap<MethodKey, BTreeMap<u16, MethodResponse>>;

impl<'r> Reader<'r> {
    pub(super) fn integrations(
        &mut self,
        definition: &Definition,
        declared: &Declared,
    ) -> BTreeMap<MethodKey, Integration> {
        let mut integrations = BTreeMap::new();
        for resource in self.of_api("aws_api_gateway_integration", &definition.id) {
            let (key, integration) = self.with(resource, |arguments| (method_key(arguments), integration(arguments)));
            let Some(integration) = integration else { continue };
            self.permission(resource, &integration);
            integrations.insert(key, integration);
        }
        for resource in self.of_api("aws_api_gateway_integration_response", &definition.id) {
            let (key, response) = self.with(resource, |arguments| (method_key(arguments), response(arguments)));
            self.check_declared(resource, &key, &response, declared);
            if let Some(integration) = integrations.get_mut(&key) {
                integration.responses.push(response);
            } else {
                let (id, verb) = &key;
                let problem = "Invalid Integration identifier specified";
                self.unusable(
                    resource,
                    format!("no integration of `{verb}` of the resource `{id}` can run: {problem}"),
                );
            }
        }
        for integration in integrations.values_mut() {
            integration.responses.sort_by_key(|response| response.status);
        }
        self.one_default(definition, &integrations);
        integrations
    }

    /// Reports an integration whose role may not make the call.
    fn permission(&mut self, resource: &'r Resource, integration: &Integration) {
        let (Kind::Aws(Uri::Fixed(endpoint)) | Kind::AwsProxy(Uri::Fixed(endpoint))) = &integration.kind else {
            return;
        };
        let Endpoint::Service { service, call } = endpoint else { return };
        let problem = match (call, &integration.credentials) {
            (ServiceCall::Action(action, _), None) => {
                Some(format!("has no `credentials`; AWS would refuse `{service}:{action}` without a role"))
            }
            (ServiceCall::Action(action, _), Some(role)) => {
                self.permissions.problem(role, &format!("{service}:{action}"))
            }
            (ServiceCall::Path(path, _), None) => self.permissions.function_problem(path),
            (ServiceCall::Path(..), Some(role)) if service == "lambda" => {
                self.permissions.problem(role, "lambda:InvokeFunction")
            }
            (ServiceCall::Path(..), Some(_)) => None,
        };
        self.findings.extend(problem.map(|problem| Finding::ignored(resource, problem)));
    }

    /// Checks that the method declares a response and its headers.
    fn check_declared(
        &mut self,
        resource: &'r Resource,
        key: &MethodKey,
        response: &IntegrationResponse,
        declared: &Declared,
    ) {
        let Some(method) = declared.get(key).and_then(|statuses| statuses.get(&response.status)) else {
            let message = format!(
                "`status_code` is `{0}`, and the method has no aws_api_gateway_method_response with {0}: Invalid \
                 Response status code specified",
                response.status
            );
            self.unusable(resource, message);
            return;
        };
        for mapping in &response.parameters {
            let Target::Header(name) = &mapping.target else { continue };
            if !method.headers.contains_key(name) {
                let message = format!(
                    "`response_parameters` has `method.response.header.{name}`, which the method response {} does not \
                     declare: Invalid mapping expression parameter specified",
                    response.status
                );
                self.unusable(resource, message);
            }
        }
    }

    fn one_default(&mut self, definition: &Definition, integrations: &BTreeMap<MethodKey, Integration>) {
        for resource in self.of_api("aws_api_gateway_integration", &definition.id) {
            let key = method_key(&mut Arguments::of(resource));
            let Some(integration) = integrations.get(&key) else { continue };
            let defaults = integration.responses.iter().filter(|response| response.pattern.is_none());
            let defaults: Vec<_> = defaults.map(|response| response.status.to_string()).collect();
            if defaults.len() > 1 {
                let message = format!(
                    "the integration responses {} have no `selection_pattern`; only one may be the default",
                    defaults.join(" and ")
                );
                self.unusable(resource, message);
            }
        }
    }
}

fn integration(arguments: &mut Arguments<'_>) -> Option<Integration> {
    arguments.harmless(&["cache_namespace", "cache_key_parameters", "integration_target", "response_transfer_mode"]);
    let http_method = arguments.text("integration_http_method").unwrap_or_default();
    let kind = kind(arguments, &http_method)?;
    if arguments.text("connection_type").as_deref() == Some("VPC_LINK") {
        arguments.ignored("`connection_type` is VPC_LINK; the address is called directly");
    }
    arguments.harmless(&["connection_id"]);
    let templates = Templates::parse("request template", &arguments.map("request_templates"));
    unparsed(arguments, "request_templates", &templates);
    let timeout = arguments.whole("timeout_milliseconds").unwrap_or(29_000);
    let parameters = mappings(arguments, "request_parameters", Mapping::request);
    unfilled(arguments, &kind, &parameters);
    Some(Integration {
        kind,
        http_method,
        credentials: arguments.text("credentials").filter(|role| !role.is_empty()),
        passthrough: passthrough(arguments),
        templates,
        parameters,
        content_handling: content_handling(arguments),
        timeout: Duration::from_millis(timeout),
        responses: Vec::new(),
    })
}

fn kind(arguments: &mut Arguments<'_>, http_method: &str) -> Option<Kind> {
    let name = arguments.required("type");
    let uri = arguments.text("uri").unwrap_or_default();
    if name == "MOCK" {
        return Some(Kind::Mock);
    }
    let kind: fn(Uri) -> Kind = match name.as_str() {
        "AWS" => Kind::Aws,
        "AWS_PROXY" => Kind::AwsProxy,
        "HTTP" => Kind::Http,
        "HTTP_PROXY" => Kind::HttpProxy,
        _ => {
            arguments.unusable(format!("`type` is `{name}`; it must be AWS, AWS_PROXY, HTTP, HTTP_PROXY or MOCK"));
            return None;
        }
    };
    if http_method.is_empty() {
        arguments.unusable("`integration_http_method` is missing: Enumeration value for HttpMethod must be non-empty");
        return None;
    }
    match Uri::parse(&uri, name.starts_with("AWS")) {
        Ok(Uri::Fixed(Endpoint::Service { service, .. })) if name == "AWS_PROXY" && service != "lambda" => {
            arguments.unusable(
                "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream \
                 invocations.",
            );
            None
        }
        Ok(uri) => Some(kind(uri)),
        Err(error) => {
            arguments.unusable(format!("`uri` is `{uri}`: {error}"));
            None
        }
    }
}

fn passthrough(arguments: &mut Arguments<'_>) -> Passthrough {
    let Some(name) = arguments.text("passthrough_behavior") else { return Passthrough::default() };
    Passthrough::named(&name).unwrap_or_else(|| {
        let allowed = "WHEN_NO_MATCH, WHEN_NO_TEMPLATES or NEVER";
        arguments.unusable(format!("`passthrough_behavior` is `{name}`; it must be {allowed}"));
        Passthrough::default()
    })
}

fn content_handling(arguments: &mut Arguments<'_>) -> Option<ContentHandling> {
    let name = arguments.text("content_handling").filter(|name| !name.is_empty())?;
    let handling = ContentHandling::named(&name);
    if handling.is_none() {
        let allowed = "CONVERT_TO_BINARY or CONVERT_TO_TEXT";
        arguments.unusable(format!("`content_handling` is `{name}`; it must be {allowed}"));
    }
    handling
}

fn mappings(
    arguments: &mut Arguments<'_>,
    name: &str,
    parse: fn(&str, &str) -> Result<Mapping, super::super::mapping::Invalid>,
) -> Vec<Mapping> {
    let mut mappings = Vec::new();
    for (target, source) in arguments.map(name) {
        match parse(&target, &source) {
            Ok(mapping) => mappings.push(mapping),
            Err(error) => arguments.unusable(format!("`{name}`: {error}: Invalid mapping expression specified")),
        }
    }
    mappings
}

/// Reports placeholders of the address without a mapping. API Gateway accepts them, and every request fails unless a
/// template overrides the path.
fn unfilled(arguments: &mut Arguments<'_>, kind: &Kind, parameters: &[Mapping]) {
    let Some(address) = kind.uri().map(Uri::address).filter(|_| !matches!(kind, Kind::AwsProxy(_))) else { return };
    let overrides = arguments.map("request_templates").values().any(|template| template.contains("requestOverride"));
    if overrides && !kind.is_proxy() {
        return;
    }
    let is_filled =
        |name: &str| parameters.iter().any(|one| matches!(&one.target, Target::Path(known) if known == name));
    for name in placeholders(&address).filter(|name| !is_filled(name)) {
        arguments.ignored(format!(
            "`uri` has `{{{name}}}`, and `request_parameters` does not have `integration.request.path.{name}`, so every \
             request gets 500: Illegal character in path"
        ));
    }
}

/// The names in braces, except stage variables.
fn placeholders(address: &str) -> impl Iterator<Item = &str> {
    let parts = address.split('{').zip(address.split('{').skip(1));
    let own = parts.filter(|(before, _)| !before.ends_with('$')).map(|(_, part)| part);
    own.map(|part| part.split('}').next().unwrap_or_default())
}

/// Reports templates that do not parse. API Gateway accepts them, and answers 500 when a request needs one.
fn unparsed(arguments: &mut Arguments<'_>, name: &str, templates: &Templates) {
    for (media, error) in templates.errors() {
        let message = format!("`{name}` for `{media}` does not parse, and requests that need it get 500: {error}");
        arguments.ignored(message);
    }
}

fn response(arguments: &mut Arguments<'_>) -> IntegrationResponse {
    let pattern = arguments.text("selection_pattern").filter(|pattern| !pattern.is_empty());
    let compiled = pattern.as_deref().map(JavaPattern::new);
    if let (Some(pattern), Some(Err(error))) = (&pattern, &compiled) {
        arguments.unusable(format!("`selection_pattern` is `{pattern}`, which is not a regular expression: {error}"));
    }
    let templates = Templates::parse("response template", &arguments.map("response_templates"));
    unparsed(arguments, "response_templates", &templates);
    IntegrationResponse {
        status: status_code(arguments),
        pattern: compiled.and_then(Result::ok),
        templates,
        parameters: mappings(arguments, "response_parameters", Mapping::response),
        content_handling: content_handling(arguments),
    }
}
