//! The description of an API without Terraform's terms. It is recorded while the API is declared, so that nobody
//! maintains it separately.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::authorization::Authorization;
use super::method_props::MethodProps;
use super::resource::ApiResource;
use super::verb::Verb;

/// An API's methods and models.
#[derive(Debug, Clone)]
pub struct ApiDescription {
    /// Its purpose.
    pub title: &'static str,
    /// Its models by name: JSON schemas, draft 4.
    pub models: BTreeMap<String, Json>,
    /// Its methods except preflight, in the order of their declaration.
    pub operations: Vec<OperationDescription>,
}

/// A method of an API.
#[derive(Debug, Clone)]
pub struct OperationDescription {
    /// Its operation name, such as `AddBook`.
    pub name: &'static str,
    /// The prefix of its logical names.
    pub(super) id: String,
    /// Its path, such as `/books/{book}`.
    pub path: String,
    /// Its verb.
    pub verb: Verb,
    /// Its path parameters, then its query parameters.
    pub parameters: Vec<ParameterDescription>,
    /// The model of its body.
    pub body: Option<String>,
    /// Its responses, without gateway responses.
    pub responses: Vec<ResponseDescription>,
    /// Who may call it.
    pub authorization: Authorization,
}

/// A parameter of a method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterDescription {
    /// Its name.
    pub name: String,
    /// Its location.
    pub place: ParameterPlace,
    /// Whether a request without it is refused.
    pub required: bool,
    /// The JSON schema of its values, draft 4. API Gateway checks only that it is present; a template checks the rest.
    pub schema: Json,
}

/// The location of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterPlace {
    /// In the path.
    Path,
    /// In the query string.
    Query,
}

impl ParameterDescription {
    fn new(name: &str, place: ParameterPlace, required: bool) -> Self {
        // API Gateway treats a blank parameter as missing.
        Self { name: name.to_owned(), place, required, schema: json!({ "type": "string", "minLength": 1 }) }
    }
}

/// A response of a method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseDescription {
    /// Its status.
    pub status: u16,
    /// The model of its body.
    pub model: Option<String>,
}

impl ApiDescription {
    pub(super) fn new(title: &'static str) -> Self {
        Self { title, models: BTreeMap::new(), operations: Vec::new() }
    }

    pub(super) fn add(&mut self, operation: OperationDescription) {
        if operation.verb != Verb::Options {
            self.operations.push(operation);
        }
    }

    /// Sets the schema of a method's parameter.
    pub(super) fn describe_parameter(&mut self, id: &str, place: ParameterPlace, name: &str, schema: &Json) {
        let operation = self.operations.iter_mut().find(|operation| operation.id == id);
        let parameters = operation.into_iter().flat_map(|operation| &mut operation.parameters);
        for parameter in parameters.filter(|parameter| parameter.place == place && parameter.name == name) {
            parameter.schema = schema.clone();
        }
    }

    /// The names of the methods.
    pub fn operation_names(&self) -> Vec<&'static str> {
        self.operations.iter().map(|operation| operation.name).collect()
    }
}

impl OperationDescription {
    /// Whether API Gateway checks its parameters or its body.
    pub fn validates(&self) -> bool {
        self.body.is_some() || !self.parameters.is_empty()
    }

    pub(super) fn new(id: &str, resource: &ApiResource, verb: Verb, props: &MethodProps) -> Self {
        let responses = props.responses.iter().map(|response| ResponseDescription {
            status: response.status,
            model: response.model.as_ref().map(|model| model.title.clone()),
        });
        let path = resource.parameters().into_iter();
        let path = path.map(|name| ParameterDescription::new(&name, ParameterPlace::Path, true));
        let query = props.query_parameters.iter();
        let query = query.map(|known| ParameterDescription::new(known.name, ParameterPlace::Query, known.required));
        Self {
            name: props.operation_name,
            id: id.to_owned(),
            path: if resource.path.is_empty() { "/".into() } else { resource.path.clone() },
            verb,
            parameters: path.chain(query).collect(),
            body: props.body.as_ref().map(|model| model.title.clone()),
            responses: responses.collect(),
            authorization: props.authorization.clone(),
        }
    }
}
