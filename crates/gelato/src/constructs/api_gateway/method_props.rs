//! The properties of a method: authorization, request, integration and responses.

use super::authorization::Authorization;
use super::integration::Integration;
use super::model::Model;
use super::response::Response;

/// The properties of a method.
#[derive(Debug, Clone)]
pub struct MethodProps {
    /// Its logical name in snake case, such as `add_book`, which is also the operation's name for clients, such as `AddBook`.
    /// The default is made of verb and path.
    pub name: Option<String>,
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
    pub name: String,
    /// Whether a request without it is refused.
    pub required: bool,
}
