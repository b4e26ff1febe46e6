//! Taking over what exists: the ids of resources in AWS, found by the names that a plan gives them.
//!
//! Terraform imports by id, and most ids cannot be told from a name: API Gateway's are random. So a plan says which
//! resources would be made and what is known of them; the AWS CLI says which of those are there; and once their imports
//! are planned, more is known of the others. It ends when a round finds nothing new.
//! <https://developer.hashicorp.com/terraform/language/import>

mod aws_cli;
mod api_gateway;
mod identity;
mod import_blocks;
mod lookup;

pub use aws_cli::{AwsCli, Error};
pub use identity::find;
pub use import_blocks::{ImportBlocks, InvalidImport};
pub use lookup::Found;
