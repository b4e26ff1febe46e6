//! Roles: what a service may do on the account's behalf. Each grant is a policy.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html>

use crate::aws::{
    IamRole, IamRoleAttributes, IamRolePolicy, IamRolePolicyAttributes, IamRolePolicyRequired, IamRoleRequired,
};
use crate::terraform::{Address, Addressed, Document, Meta, Value};

use super::policy::{PolicyDocument, Statement};

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
    pub description: &'static str,
    /// The service that assumes it, such as `lambda.amazonaws.com`.
    pub assumed_by: &'static str,
}

/// A policy of a role, for resources that depend on it.
#[derive(Debug, Clone)]
pub struct Grant(IamRolePolicyAttributes);

impl Role {
    /// Declares a role without permissions.
    #[track_caller]
    pub fn new(document: &mut Document, id: &str, props: RoleProps) -> Self {
        let trust = PolicyDocument::assumed_by(props.assumed_by).to_value();
        let role = IamRole {
            name: Some(props.name),
            description: Some(props.description.into()),
            ..IamRole::new(IamRoleRequired { assume_role_policy: trust })
        };
        Self { id: id.to_owned(), attributes: document.resource(id, role) }
    }

    /// The role's ARN.
    pub fn arn(&self) -> Value<String> {
        self.attributes.arn()
    }

    /// The role's name.
    pub fn name(&self) -> Value<String> {
        self.attributes.name()
    }

    /// Grants statements to the role. The policy's logical name is the role's, followed by this one.
    #[track_caller]
    pub fn grant(&self, document: &mut Document, name: &str, statements: Vec<Statement>) -> Grant {
        self.grant_with(document, name, statements, Meta::default())
    }

    /// Grants statements to the role, with meta-arguments such as `count`.
    #[track_caller]
    pub fn grant_with(&self, document: &mut Document, name: &str, statements: Vec<Statement>, meta: Meta) -> Grant {
        let policy = IamRolePolicy {
            name: Some(name.replace('_', "-").into()),
            ..IamRolePolicy::new(IamRolePolicyRequired {
                policy: PolicyDocument { statements }.to_value(),
                role: self.attributes.id(),
            })
        };
        Grant(document.resource_with(&format!("{}_{name}", self.id), policy, meta))
    }
}

impl Grant {
    /// The policy's address, for `depends_on`.
    pub fn address(&self) -> Address {
        self.0.address().clone()
    }
}
