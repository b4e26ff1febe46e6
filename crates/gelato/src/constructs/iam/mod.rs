//! AWS Identity and Access Management: roles and policies.

mod policy;
mod role;

pub use policy::{Condition, Effect, PolicyDocument, Principal, Statement};
pub use role::{Grant, Role, RoleProps};
