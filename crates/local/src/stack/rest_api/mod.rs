//! REST APIs: the `aws_api_gateway_*` resources, read into the form that the gateway runs.
//!
//! Everything that can be compiled is compiled here: routes, templates, JSON schemas, selection patterns, parameter
//! mappings and URIs. Anything that AWS would reject is a finding that keeps the runtime from starting. Anything that
//! differs from AWS here is a finding that the runtime reports when it starts.

use crate::finding::Finding;
use crate::resource::Resources;

mod api;
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

pub use api::RestApi;
pub use integration::{ContentHandling, Integration, IntegrationResponse, Kind, Passthrough};
pub use method::{Authorization, Method, MethodResponse, RequiredParameter};
pub use read::RESOURCE_TYPES;
pub use stage::{AccessLog, Level, MethodSettings, Stage};
pub use usage_plan::{ApiKey, Period, Quota, Throttle, UsagePlan};

/// Reads all REST APIs.
pub fn read(resources: &Resources) -> (Vec<RestApi>, Vec<Finding>) {
    read::Reader::new(resources).read()
}
