//! Rust structs for the resource types and data sources of any provider, generated from its schemas.
//!
//! If there are several versions of a provider, a struct only has what all of them accept, so that code which compiles is
//! valid for each of them.

mod bindings_file;
mod schema_file;
mod request;
mod generation;
mod rust_name;
mod pattern;
mod common_block;
mod common_type;
mod common_schema;
mod naming;
mod imports;
mod type_file;
mod described_module;
mod called_module_file;
mod typed;
mod description;
mod struct_code;
mod attributes_code;
mod layout;
mod module_file;
mod present;
mod folder;
mod error;

pub use bindings_file::BindingsFile;
pub use called_module_file::generate_module;
pub use described_module::{Constraint, DescribedModule, DescribedOutput, DescribedVariable, Entry};
pub use error::BindingsError;
pub use folder::{LeftOver, Mode, Outcome, tell, update};
pub use present::Present;
pub use request::{BindingsRequest, generate, generate_beside};
pub use rust_name::identifier;
pub use schema_file::SchemaFile;
pub use typed::{FieldKind, TypedAttribute, TypedBlock, TypedField, TypedStructure, typed_block};
