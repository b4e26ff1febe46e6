//! Amazon API Gateway: REST APIs that integrate with AWS services directly.

mod access;
mod authorization;
mod authorizer;
mod cors;
mod definition;
mod description;
mod domain;
pub mod dynamodb;
mod endpoint;
mod errors;
mod gateway_response;
mod integration;
mod inputs;
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
mod stage;
mod stage_props;
mod usage_plan;
mod variables;
mod verb;
mod vtl;

pub use access::Access;
pub use authorization::{Authorization, Choice, CognitoAuthorizer, Scopes, UNAUTHENTICATED_WRITE};
pub use cors::Cors;
pub use description::{
    ApiDescription, OperationDescription, ParameterDescription, ParameterPlace, ResponseDescription,
};
pub use domain::{Domain, DomainProps};
pub use endpoint::Endpoint;
pub use errors::{FailedCondition, error_responses};
pub use gateway_response::gateway_statuses;
pub use inputs::{access_outputs, api_inputs};
pub use integration::{DynamoDbAction, DynamoDbIntegration, Integration};
pub use invocation::Calls;
pub use mapping_template::{InvalidTemplate, MappingTemplate, UNESCAPED};
pub use method_props::{MethodProps, QueryParameter};
pub use model::{InvalidModelName, Model};
pub use path::{InvalidPathPart, PathPart};
pub use resource::ApiResource;
pub use response::{Response, Selection, StatusPattern};
pub use rest_api::{ModelProps, RestApi, RestApiProps};
pub use stage::Stage;
pub use stage_props::{MethodThrottling, StageProps};
pub use usage_plan::{UsagePlan, UsagePlanProps};
pub use variables::ApiVariables;
pub use verb::Verb;
