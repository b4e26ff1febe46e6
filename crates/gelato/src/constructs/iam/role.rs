//! Roles: what a service may do on the account's behalf. Each grant is a policy.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html>

use crate::aws::{IamRole, IamRoleAttributes, IamRolePolicy, IamRolePolicyRequired, IamRoleRequired};
use crate::constructs::referable::stands_for_its_resource;
use crate::terraform::{Address, Addressed, Configure as _, Meta, Scope, Value};

use super::permission::Permission;
use super::policy::{Condition, PolicyDocument, Statement};

/// A role that a service assumes.
#[derive(Debug, Clone)]
pub struct Role {
    id: String,
    attributes: IamRoleAttributes,
}

/// The properties of a role.
#[derive(Debug, Clone)]
pub struct RoleProps {
    /// Its name in the account: 1 to 64 characters.
    pub name: Value<String>,
    /// Its description.
    pub description: String,
    /// The service that assumes it, such as `lambda.amazonaws.com`.
    pub assumed_by: String,
}

stands_for_its_resource!(Role);

impl Role {
    /// Declares a role without permissions.
    #[track_caller]
    pub fn new(scope: &Scope, id: &str, props: RoleProps) -> Self {
        Self::new_where(scope, id, props, Vec::new())
    }

    /// Declares a role that the service can only assume on these conditions.
    #[track_caller]
    pub(in crate::constructs) fn new_where(
        scope: &Scope,
        id: &str,
        props: RoleProps,
        conditions: Vec<Condition>,
    ) -> Self {
        let trust = PolicyDocument::assumed_where(&props.assumed_by, conditions).to_value();
        let role = IamRole {
            name: Some(props.name),
            description: Some(props.description.into()),
            ..IamRole::new(IamRoleRequired { assume_role_policy: trust })
        };
        Self { id: id.to_owned(), attributes: scope.resource(id, role) }
    }

    /// The role's ARN.
    pub fn arn(&self) -> Value<String> {
        self.attributes.arn()
    }

    /// The role's name.
    pub fn name(&self) -> Value<String> {
        self.attributes.name()
    }

    /// Gives the role a permission, and returns the policy's address for `depends_on`. The policy's logical name is the
    /// role's, followed by the permission's.
    #[track_caller]
    pub fn grant(&self, scope: &Scope, permission: impl Into<Permission>) -> Address {
        let Permission { name, statement, only_if } = permission.into();
        let meta = only_if.as_ref().map_or_else(Meta::default, Meta::only_if);
        self.grant_all(scope, &name, vec![statement], meta)
    }

    /// Gives the role several statements in one policy.
    #[track_caller]
    pub fn grant_all(&self, scope: &Scope, name: &str, statements: Vec<Statement>, meta: Meta) -> Address {
        let policy = IamRolePolicy {
            name: Some(name.replace('_', "-").into()),
            ..IamRolePolicy::new(IamRolePolicyRequired {
                policy: PolicyDocument { statements }.to_value(),
                role: self.attributes.id(),
            })
        };
        scope.resource(&format!("{}_{name}", self.id), policy.with_meta(meta)).address().clone()
    }
}
