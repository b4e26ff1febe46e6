//! REST APIs: the `aws_api_gateway_*` resources, read into what the gateway runs.
//!
//! Everything that can be compiled is compiled here: routes, templates, JSON schemas, selection patterns, parameter
//! mappings and URIs. What AWS would refuse is a finding that keeps the runtime from starting; what makes no
//! difference here, or not the same, is a finding that it starts with.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::Finding;
use crate::resource::Resources;

pub mod authorizer;
pub mod endpoint;
pub mod gateway_response;
mod integration;
pub mod mapping;
mod method;
pub mod model;
mod permissions;
mod read;
pub mod routes;
mod stage;
pub mod substitution;
pub mod template;
mod usage_plan;

pub use integration::{ContentHandling, Integration, IntegrationResponse, Kind, Passthrough};
pub use method::{Authorization, Method, MethodResponse, RequiredParameter};
pub use stage::{AccessLog, Level, MethodSettings, Stage};
pub use usage_plan::{ApiKey, Period, Quota, Throttle, UsagePlan};

use gateway_response::GatewayResponses;
use routes::Routes;

/// The resource types that [`read()`] knows: those that make a REST API, those that say what it may call, and some that
/// make no difference here (the account's settings, documentation, the user pools themselves).
pub const RESOURCE_TYPES: [&str; 23] = [
    "aws_api_gateway_rest_api",
    "aws_api_gateway_resource",
    "aws_api_gateway_method",
    "aws_api_gateway_method_response",
    "aws_api_gateway_integration",
    "aws_api_gateway_integration_response",
    "aws_api_gateway_model",
    "aws_api_gateway_request_validator",
    "aws_api_gateway_authorizer",
    "aws_api_gateway_gateway_response",
    "aws_api_gateway_deployment",
    "aws_api_gateway_stage",
    "aws_api_gateway_method_settings",
    "aws_api_gateway_usage_plan",
    "aws_api_gateway_usage_plan_key",
    "aws_api_gateway_api_key",
    "aws_cognito_user_pool",
    "aws_lambda_permission",
    "aws_api_gateway_account",
    "aws_api_gateway_documentation_part",
    "aws_api_gateway_documentation_version",
    "aws_iam_role",
    "aws_iam_role_policy",
];

/// An API, ready to run.
#[derive(Debug)]
pub struct RestApi {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The region that its ARN tells.
    pub region: String,
    /// The account that its ARN tells.
    pub account_id: String,
    /// Media types whose bodies are bytes; `*/*` may be among them.
    pub binary_media_types: Vec<String>,
    /// From how many bytes on answers are compressed for clients that take it.
    pub minimum_compression_size: Option<usize>,
    /// Whether the API key comes from a Lambda authorizer rather than from `x-api-key`.
    pub key_from_authorizer: bool,
    /// What answers which path.
    pub routes: Routes<Arc<Method>>,
    /// All methods; each stands at its `index`.
    pub methods: Vec<Arc<Method>>,
    /// How it words what the gateway itself answers.
    pub gateway_responses: GatewayResponses,
    /// The stages.
    pub stages: Vec<Stage>,
    /// The API keys of the account, by value.
    pub api_keys: BTreeMap<String, ApiKey>,
}

/// Reads all REST APIs.
pub fn read(resources: &Resources) -> (Vec<RestApi>, Vec<Finding>) {
    read::Reader::new(resources).read()
}
