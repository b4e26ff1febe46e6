//! Amazon API Gateway: REST APIs that talk to AWS services themselves.

mod cors;
mod definition;
pub mod dynamodb;
mod errors;
mod gateway_response;
mod integration;
mod mapping_template;
mod method;
mod model;
mod path;
mod preflight;
mod response;
mod rest_api;
mod stage;
mod verb;

pub use cors::Cors;
pub use errors::{FailedCondition, error_responses};
pub use integration::{DynamoDbAction, DynamoDbIntegration, Integration};
pub use mapping_template::{InvalidTemplate, MappingTemplate, UNESCAPED};
pub use method::{Authorization, MethodProps, QueryParameter};
pub use model::{InvalidModelName, Model};
pub use path::{InvalidPathPart, PathPart};
pub use response::{Response, Selection, StatusPattern};
pub use rest_api::{ApiResource, ModelProps, RestApi, RestApiProps};
pub use stage::{Stage, StageProps};
pub use verb::Verb;
