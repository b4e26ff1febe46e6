//! A method of a resource, and what it takes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::authorizer::{Authorizer, AuthorizerKind};
use super::integration::Integration;
use super::model::Model;

/// A method, with all that belongs to it.
#[derive(Debug)]
pub struct Method {
    /// Its place among the API's methods.
    pub index: usize,
    /// The resource's id.
    pub resource_id: String,
    /// The resource's path, such as `/flavours/{flavour}`.
    pub resource_path: String,
    /// `GET`, …, or `ANY`.
    pub http_method: String,
    /// The name that SDKs have for it.
    pub operation_name: Option<String>,
    /// Who may call it.
    pub authorization: Authorization,
    /// Whether an API key must come with a request.
    pub api_key_required: bool,
    /// The parameters that are asked for, where a validator checks them.
    pub required_parameters: Vec<RequiredParameter>,
    /// The models of bodies by media type, where a validator checks them.
    pub models: Option<BTreeMap<String, Arc<Model>>>,
    /// What it calls.
    pub integration: Integration,
    /// What it may answer, by status.
    pub responses: BTreeMap<u16, MethodResponse>,
}

/// Who may call a method.
#[derive(Debug)]
pub enum Authorization {
    /// Everyone.
    None,
    /// Who signs with the credentials of an account.
    Iam,
    /// Who has a token of a user pool, with one of these scopes if there are any.
    Cognito(Arc<Authorizer>, BTreeSet<String>),
    /// Whom a function allows.
    Custom(Arc<Authorizer>),
}

impl Authorization {
    /// The ARNs of the user pools whose tokens are asked for.
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

/// A parameter that a request must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequiredParameter {
    /// A header.
    Header(String),
    /// A parameter of the query string.
    Query(String),
    /// A parameter of the path.
    Path(String),
}

/// An answer that a method declares.
#[derive(Debug, Default)]
pub struct MethodResponse {
    /// The headers that it may have, and whether they must be there.
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

    /// The bare name, as messages tell it.
    pub fn name(&self) -> &str {
        match self {
            Self::Header(name) | Self::Query(name) | Self::Path(name) => name,
        }
    }
}
