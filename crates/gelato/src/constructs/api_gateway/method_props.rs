//! The description of a method: who may call it, what it takes and what answers it.

use super::authorization::Authorization;
use super::integration::Integration;
use super::model::Model;
use super::response::Response;

/// What a method is made of.
#[derive(Debug, Clone)]
pub struct MethodProps {
    /// Its name in a client's code, such as `AddBook`.
    pub operation_name: &'static str,
    /// Who may call it.
    pub authorization: Authorization,
    /// What its body must look like.
    pub body: Option<Model>,
    /// The parameters of its query string that it knows.
    pub query_parameters: Vec<QueryParameter>,
    /// What answers it.
    pub integration: Integration,
    /// Its answers.
    pub responses: Vec<Response>,
}

/// A parameter of the query string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryParameter {
    /// Its name.
    pub name: &'static str,
    /// Whether a request without it is refused.
    pub required: bool,
}
