//! The description of an API without Terraform's terms. It is recorded while the API is declared, so that nobody
//! maintains it separately.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::verb::Verb;

/// An API's methods and models.
#[derive(Debug, Clone)]
pub struct ApiDescription {
    /// Its purpose.
    pub title: String,
    /// Its models by name: JSON schemas, draft 4.
    pub models: BTreeMap<String, Json>,
    /// Its methods except preflight, in the order of their declaration.
    pub operations: Vec<OperationDescription>,
    /// The statuses with which API Gateway itself refuses a request.
    pub gateway_statuses: BTreeSet<u16>,
    /// Who may call where an environment chooses the program's own authorizer: methods that read, and methods that write.
    pub own_access: Option<[MethodAccess; 2]>,
}

/// A method of an API.
#[derive(Debug, Clone)]
pub struct OperationDescription {
    /// Its operation name, such as `AddBook`.
    pub name: String,
    /// Its logical name, with which those of its parts begin.
    pub id: String,
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
    pub access: MethodAccess,
    /// Whether a function answers it, which gets bodies of every media type and answers whatever it likes.
    pub by_function: bool,
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
    /// In a header.
    Header,
}

impl ParameterDescription {
    pub(crate) fn new(name: &str, place: ParameterPlace, required: bool) -> Self {
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
    pub(crate) fn new(title: &str, gateway_statuses: BTreeSet<u16>) -> Self {
        Self {
            title: title.to_owned(),
            models: BTreeMap::new(),
            operations: Vec::new(),
            gateway_statuses,
            own_access: None,
        }
    }

    pub(crate) fn add(&mut self, operation: OperationDescription) {
        if operation.verb != Verb::Options {
            self.operations.push(operation);
        }
    }

    /// Sets the schema of a method's parameter.
    pub(crate) fn describe_parameter(&mut self, id: &str, place: ParameterPlace, name: &str, schema: &Json) {
        let operation = self.operations.iter_mut().find(|operation| operation.id == id);
        let parameters = operation.into_iter().flat_map(|operation| &mut operation.parameters);
        for parameter in parameters.filter(|parameter| parameter.place == place && parameter.name == name) {
            parameter.schema = schema.clone();
        }
    }
}

impl OperationDescription {
    /// Whether API Gateway checks its parameters or its body.
    pub fn validates(&self) -> bool {
        self.body.is_some() || !self.parameters.is_empty()
    }
}

/// Who may call a method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MethodAccess {
    /// Anyone.
    Anyone,
    /// Callers with an API key.
    ApiKey,
    /// Callers who sign with AWS credentials that allow it.
    Iam,
    /// Callers with a token of a Cognito user pool, and one of these scopes, if there are any.
    Cognito(Vec<String>),
    /// Callers whom a function lets in, which reads these.
    Function(Vec<Credential>),
    /// As the environment says.
    Environment,
}

/// What a client sends to an authorizer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// Its location.
    pub place: ParameterPlace,
    /// Its name.
    pub name: String,
}

impl ParameterPlace {
    /// The location as OpenAPI names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
        }
    }
}
