//! Provider schemas: the arguments and attributes of a provider's resource types and data sources.
//!
//! The texts are those of `terraform providers schema -json`, or a compact subset of them in the same format.
//! <https://developer.hashicorp.com/terraform/cli/commands/providers/schema>

mod attribute_type;
mod block_schema;
mod provider_schema;
mod compact;
mod catalog;
mod body;
mod conversion;
mod check;
mod nested_attributes;
mod reference_check;
mod finding;

pub use attribute_type::{AttributeType, InvalidType};
pub use block_schema::{AttributeSchema, BlockSchema, NestedAttributes, NestedBlock, Nesting};
pub use catalog::Catalog;
pub use compact::compact;
pub use finding::{DEPRECATED, Finding, Problem, Severity};
pub use provider_schema::{BlockKind, InvalidSchema, ProviderSchema};
