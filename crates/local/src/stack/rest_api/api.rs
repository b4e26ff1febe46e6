//! REST APIs in the form that the gateway runs.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::gateway_response::GatewayResponses;
use super::method::Method;
use super::routes::Routes;
use super::stage::Stage;
use super::usage_plan::ApiKey;

/// A REST API that is ready to run.
#[derive(Debug)]
pub struct RestApi {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The region in its ARN.
    pub region: String,
    /// The account in its ARN.
    pub account_id: String,
    /// The media types whose bodies are bytes, which may include `*/*`.
    pub binary_media_types: Vec<String>,
    /// The smallest body, in bytes, that is compressed for clients that accept it.
    pub minimum_compression_size: Option<usize>,
    /// Whether the API key comes from a Lambda authorizer rather than from `x-api-key`.
    pub key_from_authorizer: bool,
    /// The methods by path.
    pub routes: Routes<Arc<Method>>,
    /// All methods, by their `index`.
    pub methods: Vec<Arc<Method>>,
    /// The gateway responses that it customises.
    pub gateway_responses: GatewayResponses,
    /// The stages.
    pub stages: Vec<Stage>,
    /// The API keys of the account, by value.
    pub api_keys: BTreeMap<String, ApiKey>,
}
