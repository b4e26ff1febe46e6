//! The properties of a method: authorization, request, integration and responses.

use super::authorization::Authorization;
use super::integration::Integration;
use super::model::Model;
use super::response::Response;

/// The properties of a method.
#[derive(Debug, Clone)]
pub struct MethodProps {
    /// Its operation name, such as `AddBook`.
    pub operation_name: &'static str,
    /// Who may call it.
    pub authorization: Authorization,
    /// The model of its body.
    pub body: Option<Model>,
    /// The parameters of its query string.
    pub query_parameters: Vec<QueryParameter>,
    /// Its integration.
    pub integration: Integration,
    /// Its responses.
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
