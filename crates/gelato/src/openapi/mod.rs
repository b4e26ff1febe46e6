//! OpenAPI 3.1: the description of an API for people and for client generators.
//!
//! It is generated from the declarations of the API, so that it has the same methods and models as the Terraform JSON.
//! Access and addresses come from the environment's settings.
//! <https://spec.openapis.org/oas/v3.1.0>

mod answers;
mod description;
mod document;
mod operation;
mod schema;
mod security;
mod servers;
mod verb;

pub use description::{
    ApiDescription, Credential, MethodAccess, OperationDescription, ParameterDescription, ParameterPlace,
    ResponseDescription,
};
pub use document::document;
pub use verb::Verb;
