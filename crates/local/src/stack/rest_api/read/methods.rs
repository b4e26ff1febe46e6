//! Reads the methods of an API with everything that belongs to them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::method::{Method, MethodResponse, RequiredParameter};
use super::super::model::Model;
use super::method_arguments::{
    INVALID_RESOURCE, MethodArguments, MethodKey, method_arguments, method_key, status_code,
};
use super::reader::{Definition, Reader};
use crate::resource::Resource;
use crate::stack::arguments::Arguments;

/// The parts of a request that a validator checks.
#[derive(Clone, Copy, Default)]
struct Validator {
    parameters: bool,
    body: bool,
}

impl<'r> Reader<'r> {
    /// Reads the methods of an API.
    pub(super) fn methods(&mut self, definition: &Definition) -> Vec<Arc<Method>> {
        let validators = self.validators(definition);
        let authorizers = self.authorizers(definition);
        let mut responses = self.method_responses(definition);
        let mut integrations = self.integrations(definition, &responses);
        let mut methods: Vec<Arc<Method>> = Vec::new();
        for resource in self.of_api("aws_api_gateway_method", &definition.id) {
            let read = self.with(resource, method_arguments);
            let Some(path) = definition.paths.get(&read.key.0) else {
                self.unusable(resource, format!("`resource_id` is `{}`: {}", read.key.0, INVALID_RESOURCE));
                continue;
            };
            let authorization = self.authorization(resource, &read, &authorizers);
            let validator = self.validator(resource, &read, &validators);
            let models = validator.body.then(|| self.models(resource, &read, definition));
            let Some(integration) = integrations.remove(&read.key) else {
                self.unusable(resource, "has no aws_api_gateway_integration: No integration defined for method");
                continue;
            };
            methods.push(Arc::new(Method {
                index: methods.len(),
                resource_path: path.clone(),
                operation_name: read.operation_name.clone(),
                api_key_required: read.api_key_required,
                required_parameters: if validator.parameters { self.required(resource, &read) } else { Vec::new() },
                responses: responses.remove(&read.key).unwrap_or_default(),
                resource_id: read.key.0,
                http_method: read.key.1,
                authorization,
                models,
                integration,
            }));
        }
        self.without_method(definition, "aws_api_gateway_method_response", responses.into_keys());
        self.without_method(definition, "aws_api_gateway_integration", integrations.into_keys());
        methods
    }

    /// Reports resources of a method that does not exist.
    fn without_method(&mut self, definition: &Definition, kind: &'r str, keys: impl Iterator<Item = MethodKey>) {
        let keys: Vec<_> = keys.collect();
        for resource in self.of_api(kind, &definition.id) {
            let key = method_key(&mut Arguments::of(resource));
            let known = definition.paths.contains_key(&key.0);
            if keys.contains(&key) {
                let problem = if known { "Invalid Method identifier specified" } else { INVALID_RESOURCE };
                let message = format!("no method `{}` of the resource `{}` can run: {problem}", key.1, key.0);
                self.unusable(resource, message);
            }
        }
    }

    fn validators(&mut self, definition: &Definition) -> BTreeMap<String, Validator> {
        let resources = self.of_api("aws_api_gateway_request_validator", &definition.id);
        let read = |arguments: &mut Arguments<'r>| {
            arguments.harmless(&["rest_api_id", "name"]);
            let validator = Validator {
                parameters: arguments.boolean("validate_request_parameters"),
                body: arguments.boolean("validate_request_body"),
            };
            (arguments.required("id"), validator)
        };
        resources.into_iter().map(|resource| self.with(resource, read)).collect()
    }

    fn validator(
        &mut self,
        resource: &'r Resource,
        read: &MethodArguments,
        validators: &BTreeMap<String, Validator>,
    ) -> Validator {
        let Some(id) = read.validator_id.as_ref().filter(|id| !id.is_empty()) else { return Validator::default() };
        let found = validators.get(id).copied();
        if found.is_none() {
            let message = format!("`request_validator_id` is `{id}`: Invalid Request Validator identifier specified");
            self.unusable(resource, message);
        }
        found.unwrap_or_default()
    }

    /// The models of a method, by media type.
    fn models(
        &mut self,
        resource: &'r Resource,
        read: &MethodArguments,
        definition: &Definition,
    ) -> BTreeMap<String, Arc<Model>> {
        let mut models = BTreeMap::new();
        for (media, name) in &read.models {
            match Model::compile(name, &definition.schemas) {
                Ok(model) => drop(models.insert(super::super::template::media_type(media), Arc::new(model))),
                Err(error) => self.unusable(resource, format!("`request_models`: {error}")),
            }
        }
        models
    }

    fn required(&mut self, resource: &'r Resource, read: &MethodArguments) -> Vec<RequiredParameter> {
        let mut required = Vec::new();
        for name in read.parameters.iter().filter(|(_, required)| **required).map(|(name, _)| name) {
            let parameter = RequiredParameter::parse(name);
            if parameter.is_none() {
                let allowed = "method.request.header.NAME, .querystring.NAME and .path.NAME";
                self.unusable(resource, format!("`request_parameters` has `{name}`; allowed are {allowed}"));
            }
            required.extend(parameter);
        }
        required
    }

    fn method_responses(&mut self, definition: &Definition) -> BTreeMap<MethodKey, BTreeMap<u16, MethodResponse>> {
        let mut responses: BTreeMap<MethodKey, BTreeMap<u16, MethodResponse>> = BTreeMap::new();
        for resource in self.of_api("aws_api_gateway_method_response", &definition.id) {
            let (key, status, response) = self.with(resource, |arguments| {
                arguments.harmless(&["rest_api_id", "response_models"]);
                let key = method_key(arguments);
                (key, status_code(arguments), method_response(arguments))
            });
            responses.entry(key).or_default().insert(status, response);
        }
        responses
    }
}

fn method_response(arguments: &mut Arguments<'_>) -> MethodResponse {
    let flags = arguments.flags("response_parameters").into_iter();
    let name = |text: &str| text.strip_prefix("method.response.header.").map(str::to_owned);
    let headers = flags.filter_map(|(text, required)| Some((name(&text)?, required))).collect();
    MethodResponse { headers }
}
