//! Rust structs for the resource types and data sources of any provider, generated from its schemas.
//!
//! Where several versions of a provider are given, a struct holds what all of them take, so that what
//! compiles is valid for each of them.

mod rust_name;
mod common_schema;
mod layout;
mod type_file;
mod struct_code;
mod attributes_code;
mod module_file;
mod request;
mod error;

pub use error::BindingsError;
pub use request::{BindingsRequest, Outcome, SchemaFile, generate, update};
