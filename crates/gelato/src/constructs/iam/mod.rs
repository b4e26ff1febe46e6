//! AWS Identity and Access Management: roles and what they may do.

mod policy;
mod role;

pub use policy::{Condition, Effect, PolicyDocument, Principal, Statement};
pub use role::{Grant, Role, RoleProps};
