//! What an API is, in words that do not need Terraform: recorded while it is declared, so that there is no second list.

use std::collections::BTreeMap;

use super::authorization::Authorization;
use super::method::{MethodProps, QueryParameter};
use super::rest_api::ApiResource;
use super::verb::Verb;

/// An API's methods and models.
#[derive(Debug, Clone)]
pub struct ApiDescription {
    /// What it is for.
    pub title: &'static str,
    /// Its models: JSON schemas, draft 4, by name.
    pub models: BTreeMap<String, serde_json::Value>,
    /// Its methods, preflight left out, in the order in which they were declared.
    pub operations: Vec<OperationDescription>,
}

/// A method of an API.
#[derive(Debug, Clone)]
pub struct OperationDescription {
    /// Its name in a client's code, such as `AddBook`.
    pub name: &'static str,
    /// The beginning of its parts' logical names.
    pub(super) id: String,
    /// Its path, such as `/books/{book}`.
    pub path: String,
    /// Its verb.
    pub verb: Verb,
    /// The parameters of its path.
    pub path_parameters: Vec<String>,
    /// The parameters of its query string.
    pub query_parameters: Vec<QueryParameter>,
    /// The model of its body.
    pub body: Option<String>,
    /// Its answers, those of API Gateway itself left out.
    pub responses: Vec<ResponseDescription>,
    /// Who may call it.
    pub authorization: Authorization,
}

/// An answer of a method.
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

    /// The names of the methods.
    pub fn operation_names(&self) -> Vec<&'static str> {
        self.operations.iter().map(|operation| operation.name).collect()
    }
}

impl OperationDescription {
    /// Whether API Gateway checks its parameters or its body.
    pub fn validates(&self) -> bool {
        self.body.is_some() || !self.path_parameters.is_empty() || !self.query_parameters.is_empty()
    }

    pub(super) fn new(id: &str, resource: &ApiResource, verb: Verb, props: &MethodProps) -> Self {
        let responses = props.responses.iter().map(|response| ResponseDescription {
            status: response.status,
            model: response.model.as_ref().map(|model| model.title.clone()),
        });
        Self {
            name: props.operation_name,
            id: id.to_owned(),
            path: if resource.path.is_empty() { "/".into() } else { resource.path.clone() },
            verb,
            path_parameters: resource.parameters(),
            query_parameters: props.query_parameters.clone(),
            body: props.body.as_ref().map(|model| model.title.clone()),
            responses: responses.collect(),
            authorization: props.authorization.clone(),
        }
    }
}
