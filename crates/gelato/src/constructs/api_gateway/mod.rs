//! Amazon API Gateway: REST APIs that integrate with AWS services directly.

mod access;
mod authorization;
mod authorizer;
mod cors;
mod definition;
mod domain;
pub mod dynamodb;
mod endpoint;
mod environment_check;
mod errors;
mod function_authorizer;
mod function_call;
mod function_method;
mod gateway_response;
mod integration;
mod invocation;
mod mapping_template;
mod method;
mod method_props;
mod method_settings;
mod model;
mod path;
mod preflight;
mod resource;
mod response;
mod rest_api;
mod routes;
mod stage;
mod stage_props;
mod usage_plan;
mod variables;
mod vtl;

pub use authorization::{
    Authorization, Choice, CognitoAuthorizer, FunctionAuthorizer, OwnAuthorizer, Scopes, UNAUTHENTICATED_WRITE,
};
pub use cors::Cors;
pub use domain::{Domain, DomainProps};
pub use endpoint::Endpoint;
pub use errors::{FailedCondition, error_responses};
pub use function_authorizer::{AuthorizerInput, FunctionAuthorizerProps, IdentitySource};
pub use function_method::FunctionMethod;
pub use integration::{DynamoDbAction, DynamoDbIntegration, FunctionIntegration, Integration};
pub use invocation::Calls;
pub use mapping_template::{InvalidTemplate, MappingTemplate, UNESCAPED};
pub use method_props::{MethodProps, QueryParameter};
pub use model::{InvalidModelName, Model};
pub use path::{InvalidPathPart, PathPart};
pub use resource::ApiResource;
pub use response::{Response, Selection, StatusPattern};
pub use rest_api::{RestApi, RestApiProps};
pub use routes::{Method, ModelProps, Route, Routes};
pub use stage::Stage;
pub use stage_props::{MethodThrottling, StageProps};
pub use usage_plan::{UsagePlan, UsagePlanProps};
