//! Methods: request, integration and responses for one verb of one resource.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-method-settings.html>

use std::collections::BTreeMap;
use std::panic::Location;

use crate::aws::{
    ApiGatewayIntegration, ApiGatewayIntegrationAttributes, ApiGatewayIntegrationRequired,
    ApiGatewayIntegrationResponse, ApiGatewayIntegrationResponseRequired, ApiGatewayMethod, ApiGatewayMethodAttributes,
    ApiGatewayMethodRequired, ApiGatewayMethodResponse, ApiGatewayMethodResponseRequired,
};
use crate::openapi::{OperationDescription, ParameterDescription, ParameterPlace, ResponseDescription, Verb};
use crate::terraform::{Addressed, Configure as _, Map, Refusal, Scope, Value, file_and_line};

use super::authorization::{Authorization, UNAUTHENTICATED_WRITE};
use super::cors::{ANSWER_HEADERS, PREFLIGHT_HEADERS};
use super::definition;
use super::integration::{FunctionIntegration, Integration, JSON};
use super::invocation::in_arn;
use super::mapping_template::{InvalidTemplate, MappingTemplate};
use super::method_props::MethodProps;
use super::resource::ApiResource;
use super::response::{Response, Selection};
use super::routes::{FunctionCall, Method, Route, Routes};

/// The header that says after how many seconds a throttled client may retry.
const RETRY_AFTER: &str = "Retry-After";

/// A declared method, for its integration and responses to refer to.
struct DeclaredMethod<'a> {
    id: &'a str,
    verb: Verb,
    resource: &'a ApiResource,
    method: ApiGatewayMethodAttributes,
}

impl Method for MethodProps {
    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    #[track_caller]
    fn declare(self, routes: &mut Routes<'_>, route: &Route) {
        routes.method(route, self);
    }
}

impl Routes<'_> {
    /// Declares a method with its integration and responses. Its logical name is the prefix of theirs.
    #[track_caller]
    pub(super) fn method(&mut self, route: &Route, props: MethodProps) {
        let Route { id, resource, verb, .. } = route;
        if let Err(first) = self.register(resource, *verb) {
            let path = if resource.path.is_empty() { "/" } else { &resource.path };
            let (verb, first) = (verb.name(), file_and_line(first));
            let found = format!("method `{id}`: `{path}` already has a {verb} method: first at {first}");
            return self.module.refuse(Refusal::new(found).allowing("one of each verb"));
        }
        let props = MethodProps { authorization: self.authorization(*verb, props.authorization), ..props };
        if !props.integration.is_proxy() {
            check_default(self.module, id, &props.responses);
        }
        self.check_name(route);
        self.description.add(described(route, &props));
        let method = self.declare_method(route, &props);
        let declared = DeclaredMethod { id, verb: *verb, resource, method };
        let integration = self.declare_integration(&declared, &props.integration);
        if props.integration.is_proxy() {
            return;
        }
        for response in &props.responses {
            if let Err(invalid) = self.declare_response(&declared, &integration, response) {
                let within = format!("method `{id}`: answer {}", response.status);
                self.module.refuse(Refusal::from(invalid).within(within));
            }
        }
    }

    /// Clients, limits and documentation refer to a method by its operation name. All preflight methods share one.
    #[track_caller]
    fn check_name(&self, Route { id, operation_name: name, verb, .. }: &Route) {
        if *verb == Verb::Options {
            return;
        }
        if name.is_empty() || !name.chars().all(|letter| letter.is_ascii_alphanumeric()) {
            let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
            let refused = Refusal::new(format!("method `{id}`: clients would call it `{name}`"));
            let refused = refused.allowing("letters and digits");
            let hint = if plain.is_empty() { "rename it".to_owned() } else { format!("rename it, such as `{plain}`") };
            self.module.refuse(refused.hint(hint));
        }
        if let Some(other) = self.description.operations.iter().find(|known| known.name == *name) {
            let refused = Refusal::new(format!("method `{id}`: `{}` is also called `{name}`", other.id));
            self.module.refuse(refused.hint("give one of the two another name"));
        }
    }

    /// Registers a verb at a resource; the error is the place of the method that it has already.
    #[track_caller]
    fn register(&mut self, resource: &ApiResource, verb: Verb) -> Result<(), &'static Location<'static>> {
        let methods = self.methods.entry(resource.path.clone());
        let verbs = &mut methods.or_insert_with(|| (resource.clone(), BTreeMap::new())).1;
        if let Some(first) = verbs.get(&verb) {
            return Err(first);
        }
        verbs.insert(verb, Location::caller());
        Ok(())
    }

    #[track_caller]
    fn declare_method(&mut self, route: &Route, props: &MethodProps) -> ApiGatewayMethodAttributes {
        let Route { id, operation_name, resource, verb } = route;
        let parameters = resource.parameters();
        let validates = props.body.is_some() || !parameters.is_empty() || !props.query_parameters.is_empty();
        let path = parameters.iter().map(|name| (format!("method.request.path.{name}"), true));
        let query = props.query_parameters.iter();
        let query = query.map(|known| (format!("method.request.querystring.{}", known.name), known.required));
        let parameters = path.chain(query).collect();
        let method = ApiGatewayMethod {
            operation_name: Some(operation_name.as_str().into()),
            request_models: props.body.as_ref().map(|model| [(props.integration.model_type(), model.name())].into()),
            request_parameters: validates.then_some(parameters),
            request_validator_id: if validates { Some(self.validator()) } else { None },
            ..ApiGatewayMethod::new(ApiGatewayMethodRequired {
                authorization: "NONE".into(),
                http_method: verb.name().into(),
                resource_id: resource.id.clone(),
                rest_api_id: self.id(),
            })
        };
        let attributes = self.module.resource(id, props.authorization.apply(method).with_meta(definition::meta()));
        if let Authorization::Open { reason } = &props.authorization {
            self.module.except(UNAUTHENTICATED_WRITE, attributes.address().target.to_string(), reason.as_str());
        }
        attributes
    }

    #[track_caller]
    fn declare_integration(
        &mut self,
        declared: &DeclaredMethod<'_>,
        integration: &Integration,
    ) -> ApiGatewayIntegrationAttributes {
        let required = ApiGatewayIntegrationRequired {
            http_method: declared.method.http_method(),
            resource_id: declared.resource.id.clone(),
            rest_api_id: self.id(),
            r#type: integration.kind().into(),
        };
        let mut made = ApiGatewayIntegration::new(required);
        let template = integration.request_template();
        if let Some(template) = &template {
            // A request whose content type has no template is refused with 415 and never reaches the backend.
            made.passthrough_behavior = Some("NEVER".into());
            made.request_templates = Some(json(template.to_value()));
        }
        match integration {
            Integration::DynamoDb(table) => {
                self.note_use(table);
                made.credentials = Some(self.role.arn());
                made.uri = Some(table.uri());
            }
            Integration::Function(FunctionIntegration { function }) => {
                self.calls.push(FunctionCall {
                    id: declared.id.to_owned(),
                    method: in_arn(declared.verb, &declared.resource.path),
                    function: function.clone(),
                });
                made.uri = Some(function.invoke_arn());
            }
            Integration::Mock => {}
        }
        if made.uri.is_some() {
            // DynamoDB and Lambda require POST, whatever the client's method.
            made.integration_http_method = Some("POST".into());
        }
        let attributes = self.module.resource(declared.id, made.with_meta(definition::meta()));
        if let Some(template) = template {
            template.note(self.module, &attributes.address().target, "request_templates");
        }
        attributes
    }

    #[track_caller]
    fn declare_response(
        &self,
        declared: &DeclaredMethod<'_>,
        integration: &ApiGatewayIntegrationAttributes,
        response: &Response,
    ) -> Result<(), InvalidTemplate> {
        let id = format!("{}_{}", declared.id, response.status);
        let answer = self.method_response(declared, response);
        let status = self.module.resource(&id, answer.with_meta(definition::meta())).status_code();
        let (pattern, template) = match &response.from {
            Selection::Override => return Ok(()),
            Selection::Status(pattern, template) => (Some(pattern.pattern().into()), template),
            Selection::Otherwise(template) => (None, template),
        };
        let template = template.clone().after(self.cors.echo()?);
        let selected = ApiGatewayIntegrationResponse {
            response_parameters: Some(self.response_parameters(declared)),
            response_templates: Some(json(template.to_value())),
            selection_pattern: pattern,
            ..ApiGatewayIntegrationResponse::new(ApiGatewayIntegrationResponseRequired {
                http_method: integration.http_method(),
                resource_id: declared.resource.id.clone(),
                rest_api_id: self.id(),
                status_code: status,
            })
        };
        let attributes = self.module.resource(&id, selected.with_meta(definition::meta()));
        template.note(self.module, &attributes.address().target, "response_templates");
        Ok(())
    }

    fn method_response(&self, declared: &DeclaredMethod<'_>, response: &Response) -> ApiGatewayMethodResponse {
        let throttled = (response.status == 429).then_some(&RETRY_AFTER);
        let headers = headers(declared.verb).iter().chain(throttled);
        let parameters = headers.map(|name| (format!("method.response.header.{name}"), true)).collect();
        ApiGatewayMethodResponse {
            response_models: response.model.as_ref().map(|model| [(JSON, model.name())].into()),
            response_parameters: Some(parameters),
            ..ApiGatewayMethodResponse::new(ApiGatewayMethodResponseRequired {
                http_method: declared.method.http_method(),
                resource_id: declared.resource.id.clone(),
                rest_api_id: self.id(),
                status_code: response.status.to_string().into(),
            })
        }
    }

    fn response_parameters(&self, declared: &DeclaredMethod<'_>) -> Value<Map<String>> {
        let verbs: Vec<_> = self.methods[&declared.resource.path].1.keys().copied().collect();
        let headers = headers(declared.verb).iter();
        headers.map(|name| (format!("method.response.header.{name}"), self.cors.header(name, &verbs))).collect()
    }
}

fn headers(verb: Verb) -> &'static [&'static str] {
    if verb == Verb::Options { &PREFLIGHT_HEADERS } else { &ANSWER_HEADERS }
}

fn json(template: Value<String>) -> Value<Map<String>> {
    [(JSON, template)].into()
}

/// A response of the backend that matches no pattern becomes the default response. Without a default, API Gateway
/// answers with its own 500; a default with a success status would turn every refusal into a success.
#[track_caller]
fn check_default(scope: &Scope, id: &str, responses: &[Response]) {
    let defaults: Vec<_> =
        responses.iter().filter(|response| matches!(response.from, Selection::Otherwise(_))).collect();
    let found = match defaults.as_slice() {
        [only] if only.status >= 400 => return,
        [only] => format!("its default answer has status {}, so that a refusal looks like a success", only.status),
        several => format!("{} of its answers select `Otherwise`", several.len()),
    };
    let refused = Refusal::new(format!("method `{id}`: {found}"));
    scope.refuse(refused.allowing("one answer that selects `Otherwise`, with a status of 400 or more"));
}

/// The template of a preflight response, which has no body.
pub(super) fn empty() -> MappingTemplate {
    MappingTemplate::literal("")
}

/// The method in the API's description.
fn described(route: &Route, props: &MethodProps) -> OperationDescription {
    let Route { id, operation_name, resource, verb } = route;
    let responses = props.responses.iter().map(|response| ResponseDescription {
        status: response.status,
        model: response.model.as_ref().map(|model| model.title.clone()),
    });
    let path = resource.parameters().into_iter();
    let path = path.map(|name| ParameterDescription::new(&name, ParameterPlace::Path, true));
    let query = props.query_parameters.iter();
    let query = query.map(|known| ParameterDescription::new(&known.name, ParameterPlace::Query, known.required));
    OperationDescription {
        name: operation_name.clone(),
        id: id.clone(),
        path: if resource.path.is_empty() { "/".into() } else { resource.path.clone() },
        verb: *verb,
        parameters: path.chain(query).collect(),
        body: props.body.as_ref().map(|model| model.title.clone()),
        responses: responses.collect(),
        access: props.authorization.described(),
        by_function: props.integration.is_proxy(),
    }
}
