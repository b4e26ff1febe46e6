//! AWS Identity and Access Management: roles and policies.

mod permission;
mod policy;
mod role;

pub use permission::Permission;
pub use policy::{Condition, Effect, PolicyDocument, Principal, Statement};
pub use role::{Role, RoleProps};
