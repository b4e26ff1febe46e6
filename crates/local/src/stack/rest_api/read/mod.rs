//! Reads the resources of each API, each after those that it refers to.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::api::RestApi;
use super::gateway_response::{GatewayResponse, GatewayResponses, ResponseType};
use super::mapping::Mapping;
use super::model::Schemas;
use super::routes::{Routes, parameter_name};
use super::substitution::Substitution;
use super::usage_plan::{ApiKey, UsagePlan};
use crate::finding::Finding;
use crate::resource::Resource;
use crate::stack::arguments::Arguments;

mod authorizers;
mod integrations;
mod methods;
mod stages;
mod method_arguments;
mod reader;

pub(super) use reader::Reader;

use method_arguments::INVALID_RESOURCE;
use reader::Definition;

/// The resource types that the reader knows: those of REST APIs, those that permit calls, and some that make no difference
/// here, such as the account's settings, documentation and user pools.
pub const RESOURCE_TYPES: [&str; 22] = [
    "aws_api_gateway_rest_api",
    "aws_api_gateway_resource",
    "aws_api_gateway_method",
    "aws_api_gateway_method_response",
    "aws_api_gateway_integration",
    "aws_api_gateway_integration_response",
    "aws_api_gateway_model",
    "aws_api_gateway_request_validator",
    "aws_api_gateway_authorizer",
    "aws_api_gateway_gateway_response",
    "aws_api_gateway_deployment",
    "aws_api_gateway_stage",
    "aws_api_gateway_method_settings",
    "aws_api_gateway_usage_plan",
    "aws_api_gateway_usage_plan_key",
    "aws_api_gateway_api_key",
    "aws_lambda_permission",
    "aws_api_gateway_account",
    "aws_api_gateway_documentation_part",
    "aws_api_gateway_documentation_version",
    "aws_iam_role",
    "aws_iam_role_policy",
];

impl<'r> Reader<'r> {
    pub(super) fn read(mut self) -> (Vec<RestApi>, Vec<Finding>) {
        let resources = self.resources;
        let plans = self.usage_plans();
        let keys = self.api_keys();
        let apis: Vec<_> = resources.of("aws_api_gateway_rest_api").collect();
        let apis = apis.into_iter().map(|api| self.api(api, &plans, &keys)).collect();
        self.unattached();
        (apis, self.findings)
    }

    fn api(&mut self, api: &'r Resource, plans: &[UsagePlan], keys: &BTreeMap<String, ApiKey>) -> RestApi {
        let mut read = self.with(api, basics);
        let mut definition = Definition {
            id: read.id.clone(),
            paths: BTreeMap::from([(std::mem::take(&mut read.root), "/".to_owned())]),
            schemas: Schemas::default(),
        };
        self.resource_paths(&mut definition);
        self.schemas(&mut definition);
        let methods = self.methods(&definition);
        let mut routes = Routes::default();
        for method in &methods {
            routes.insert(&method.resource_path, &method.http_method, Arc::clone(method));
        }
        let gateway_responses = self.gateway_responses(&definition);
        let stages = self.stages(&definition, &methods, plans);
        if stages.is_empty() {
            self.findings.push(Finding::ignored(api, "has no stage, so it cannot be called"));
        }
        RestApi { routes, methods, gateway_responses, stages, api_keys: keys.clone(), ..read.api }
    }

    /// The paths of an API's resources, each made from its parent's.
    fn resource_paths(&mut self, definition: &mut Definition) {
        let mut waiting: Vec<_> = self.of_api("aws_api_gateway_resource", &definition.id);
        loop {
            let before = waiting.len();
            let parts: Vec<_> = waiting.into_iter().map(|resource| (resource, parts(resource))).collect();
            let (ready, later): (Vec<_>, Vec<_>) =
                parts.into_iter().partition(|(_, (_, parent, _))| definition.paths.contains_key(parent));
            for (resource, (id, parent, part)) in ready {
                self.check_part(resource, &part);
                let parent = definition.paths[&parent].trim_end_matches('/').to_owned();
                definition.paths.insert(id, format!("{parent}/{part}"));
            }
            waiting = later.into_iter().map(|(resource, _)| resource).collect();
            if waiting.is_empty() || waiting.len() == before {
                break;
            }
        }
        for resource in waiting {
            let parent = parts(resource).1;
            let message = format!("`parent_id` is `{parent}`, which is not a resource of this API: {INVALID_RESOURCE}");
            self.unusable(resource, message);
        }
    }

    fn check_part(&mut self, resource: &'r Resource, part: &str) {
        self.with(resource, |arguments| arguments.harmless(&["rest_api_id", "parent_id", "path_part", "path"]));
        let name = parameter_name(part).map_or(part, |(name, _)| name);
        let allowed = |letter: char| letter.is_ascii_alphanumeric() || "_-.,:~".contains(letter);
        if name.is_empty() || !name.chars().all(allowed) {
            let message = format!(
                "`path_part` is `{part}`; it may have letters, digits and any of `_-.,:~`, \
                 and braces around the whole of it"
            );
            self.unusable(resource, message);
        }
    }

    fn schemas(&mut self, definition: &mut Definition) {
        let empty = serde_json::json!({"type": "object"});
        let error = serde_json::json!({"type": "object", "properties": {"message": {"type": "string"}}});
        definition.schemas.0.extend([("Empty".to_owned(), empty), ("Error".to_owned(), error)]);
        for resource in self.of_api("aws_api_gateway_model", &definition.id) {
            let (name, text) = self.with(resource, |arguments| {
                arguments.harmless(&["rest_api_id", "content_type"]);
                (arguments.required("name"), arguments.text("schema").unwrap_or_else(|| "{}".to_owned()))
            });
            match serde_json::from_str(&text) {
                Ok(schema) => drop(definition.schemas.0.insert(name, schema)),
                Err(error) => self.unusable(resource, format!("`schema` is not JSON: {error}")),
            }
        }
    }

    fn gateway_responses(&mut self, definition: &Definition) -> GatewayResponses {
        let mut responses = BTreeMap::new();
        for resource in self.of_api("aws_api_gateway_gateway_response", &definition.id) {
            let read = self.with(resource, gateway_response);
            responses.extend(read);
        }
        GatewayResponses(responses)
    }

    /// Reports resources of an API that does not exist.
    fn unattached(&mut self) {
        let apis: Vec<_> = self.resources.of("aws_api_gateway_rest_api").filter_map(|api| text(api, "id")).collect();
        for resource in self.resources.iter().filter(|resource| RESOURCE_TYPES.contains(&&*resource.kind)) {
            let Some(api) = text(resource, "rest_api_id") else { continue };
            if !apis.contains(&api) {
                let message = format!("`rest_api_id` is `{api}`, and no REST API here has this id");
                self.findings.push(Finding::ignored(resource, message));
            }
        }
    }
}

/// An API without the parts that are read later, and the id of its root resource.
struct Basics {
    api: RestApi,
    id: String,
    root: String,
}

fn basics(arguments: &mut Arguments<'_>) -> Basics {
    arguments.harmless(&[
        "parameters",
        "fail_on_warnings",
        "put_rest_api_mode",
        "endpoint_configuration",
        "endpoint_access_mode",
        "security_policy",
        "api_key_source",
        "execution_arn",
    ]);
    if arguments.text("body").is_some() {
        arguments.unusable(
            "`body` holds the API's definition as OpenAPI, which is not read; describe it with \
             aws_api_gateway_resource, aws_api_gateway_method and their kind",
        );
    }
    if arguments.text("policy").is_some_and(|policy| !policy.is_empty()) {
        arguments.ignored("`policy` is not applied: anyone may call the API");
    }
    if arguments.boolean("disable_execute_api_endpoint") {
        arguments.ignored("`disable_execute_api_endpoint` is not applied: the API still answers here");
    }
    let arn = arguments.text("execution_arn").or_else(|| arguments.text("arn")).unwrap_or_default();
    let arn: Vec<_> = arn.split(':').collect();
    let part = |index: usize, default: &str| {
        arn.get(index).copied().filter(|part| !part.is_empty()).unwrap_or(default).to_owned()
    };
    let id = arguments.required("id");
    let api = RestApi {
        id: id.clone(),
        name: arguments.required("name"),
        region: part(3, "us-east-1"),
        account_id: part(4, "000000000000"),
        binary_media_types: arguments.list("binary_media_types").iter().map(|media| media.replace("~1", "/")).collect(),
        minimum_compression_size: arguments
            .whole("minimum_compression_size")
            .and_then(|size| usize::try_from(size).ok()),
        key_from_authorizer: arguments.text("api_key_source").as_deref() == Some("AUTHORIZER"),
        routes: Routes::default(),
        methods: Vec::new(),
        gateway_responses: GatewayResponses::default(),
        stages: Vec::new(),
        api_keys: BTreeMap::new(),
    };
    Basics { api, id, root: arguments.required("root_resource_id") }
}

fn gateway_response(arguments: &mut Arguments<'_>) -> Option<(ResponseType, GatewayResponse)> {
    arguments.harmless(&["rest_api_id"]);
    let name = arguments.required("response_type");
    let mut parameters = Vec::new();
    for (target, source) in arguments.map("response_parameters") {
        match Mapping::gateway_response(&target, &source) {
            Ok(mapping) => parameters.push(mapping),
            Err(error) => arguments.unusable(format!("`response_parameters`: {error}")),
        }
    }
    let templates = arguments.map("response_templates");
    let response = GatewayResponse {
        status: arguments.whole("status_code").and_then(|status| u16::try_from(status).ok()),
        templates: templates.into_iter().map(|(media, text)| (media, Substitution::parse(&text))).collect(),
        parameters,
    };
    let Some(kind) = ResponseType::named(&name) else {
        let known: Vec<_> = ResponseType::names().collect();
        arguments.unusable(format!("`response_type` is `{name}`; it must be one of {}", known.join(", ")));
        return None;
    };
    Some((kind, response))
}

/// The id of an API's resource, the id of its parent, and its part of the path.
fn parts(resource: &Resource) -> (String, String, String) {
    let part = |name: &str| text(resource, name).unwrap_or_default().to_owned();
    (part("id"), part("parent_id"), part("path_part"))
}

/// An argument that is text.
fn text<'r>(resource: &'r Resource, name: &str) -> Option<&'r str> {
    resource.values.get(name).and_then(Value::as_str)
}
