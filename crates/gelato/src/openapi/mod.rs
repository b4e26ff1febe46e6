//! OpenAPI 3.1: what an API is, for people and for generators of clients.
//!
//! It is written from what was recorded while the API was declared, so that it tells of the very methods and models
//! that the Terraform JSON is made of; what an environment decides (who may call, and where) comes from its settings.
//! <https://spec.openapis.org/oas/v3.1.0>

mod answers;
mod document;
mod operation;
mod schema;
mod security;
mod servers;

pub use document::document;
