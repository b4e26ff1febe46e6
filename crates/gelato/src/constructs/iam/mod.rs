//! AWS Identity and Access Management: roles and policies.

mod permission;
mod policy;
mod role;
mod shared_policy;

pub use permission::Permission;
pub(in crate::constructs) use permission::{service_id, statement_id};
pub use policy::{Condition, Effect, PolicyDocument, Principal, Statement};
pub use role::{Role, RoleProps};
pub(in crate::constructs) use shared_policy::SharedPolicy;
