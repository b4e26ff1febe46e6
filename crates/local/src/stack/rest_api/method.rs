//! The methods of resources.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::authorizer::{Authorizer, AuthorizerKind};
use super::integration::Integration;
use super::model::Model;

/// A method with everything that belongs to it.
#[derive(Debug)]
pub struct Method {
    /// Its index among the API's methods.
    pub index: usize,
    /// The resource's id.
    pub resource_id: String,
    /// The resource's path, such as `/flavours/{flavour}`.
    pub resource_path: String,
    /// `GET`, …, or `ANY`.
    pub http_method: String,
    /// Its name in SDKs.
    pub operation_name: Option<String>,
    /// Who may call it.
    pub authorization: Authorization,
    /// Whether a request needs an API key.
    pub api_key_required: bool,
    /// The required parameters, if a validator checks them.
    pub required_parameters: Vec<RequiredParameter>,
    /// The models of bodies by media type, if a validator checks them.
    pub models: Option<BTreeMap<String, Arc<Model>>>,
    /// Its integration.
    pub integration: Integration,
    /// Its method responses, by status.
    pub responses: BTreeMap<u16, MethodResponse>,
}

/// Who may call a method.
#[derive(Debug)]
pub enum Authorization {
    /// Everyone.
    None,
    /// Callers who sign with an account's credentials.
    Iam,
    /// Callers with a token of a user pool, which must have one of the scopes if there are any.
    Cognito(Arc<Authorizer>, BTreeSet<String>),
    /// Callers whom a function allows.
    Custom(Arc<Authorizer>),
}

impl Authorization {
    /// The ARNs of the user pools whose tokens are accepted.
    pub fn pools(&self) -> &[String] {
        match self {
            Self::Cognito(authorizer, _) => match &authorizer.kind {
                AuthorizerKind::Cognito { pool_arns, .. } => pool_arns,
                _ => &[],
            },
            _ => &[],
        }
    }
}

/// A required parameter of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequiredParameter {
    /// A header.
    Header(String),
    /// A parameter of the query string.
    Query(String),
    /// A parameter of the path.
    Path(String),
}

/// A method response.
#[derive(Debug, Default)]
pub struct MethodResponse {
    /// The headers that it may have, and whether each is required.
    pub headers: BTreeMap<String, bool>,
}

impl RequiredParameter {
    /// Reads `method.request.header.NAME` and the like.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (kind, name) = text.strip_prefix("method.request.")?.split_once('.')?;
        let name = name.to_owned();
        match kind {
            _ if name.is_empty() => None,
            "header" | "multivalueheader" => Some(Self::Header(name)),
            "querystring" | "multivaluequerystring" => Some(Self::Query(name)),
            "path" => Some(Self::Path(name)),
            _ => None,
        }
    }

    /// The name alone, as messages have it.
    pub fn name(&self) -> &str {
        match self {
            Self::Header(name) | Self::Query(name) | Self::Path(name) => name,
        }
    }
}
