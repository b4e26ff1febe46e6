//! Imports existing resources: finds their ids in AWS by their planned names.
//!
//! Terraform imports by id, and most ids do not follow from a name: API Gateway's are random. A plan lists the resources
//! that would be created and their known values, and the AWS CLI finds those that exist. A plan with their imports knows
//! more of the others. The search ends when a round finds nothing new.
//! <https://developer.hashicorp.com/terraform/language/import>
//!
//! What another tool has in a state needs no import: `take_over` matches the state's resources with the program's, for
//! `moved` blocks.

mod aws_cli;
mod api_gateway;
mod identity;
mod import_blocks;
mod lookup;
mod state;
mod take_over;

pub use aws_cli::{AwsCli, Error};
pub use identity::find;
pub use import_blocks::{ImportBlocks, InvalidImport};
pub use lookup::Found;
pub use state::{InvalidState, Managed, read_state};
pub use take_over::{Move, TakeOver, take_over, without_hash};
