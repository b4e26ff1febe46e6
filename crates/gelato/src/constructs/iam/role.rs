//! Roles: what a service may do on the account's behalf, one grant a policy.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html>

use crate::aws::{
    IamRole, IamRoleAttributes, IamRolePolicy, IamRolePolicyAttributes, IamRolePolicyRequired, IamRoleRequired,
};
use crate::terraform::{Address, Addressed, Document, Meta, Value};

use super::policy::{PolicyDocument, Statement};

/// A role that a service takes on.
#[derive(Debug, Clone)]
pub struct Role {
    id: String,
    attributes: IamRoleAttributes,
}

/// What a role is made of.
#[derive(Debug, Clone)]
pub struct RoleProps {
    /// Its name in the account: 1 to 64 characters.
    pub name: Value<String>,
    /// What it is for.
    pub description: &'static str,
    /// The service that takes it on, such as `lambda.amazonaws.com`.
    pub assumed_by: &'static str,
}

/// A policy that was put on a role, for those who must wait for it.
#[derive(Debug, Clone)]
pub struct Grant(IamRolePolicyAttributes);

impl Role {
    /// Declares a role without any permission.
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

    /// Lets the role do what the statements say. The policy's logical name is the role's and this one.
    #[track_caller]
    pub fn grant(&self, document: &mut Document, name: &str, statements: Vec<Statement>) -> Grant {
        self.grant_with(document, name, statements, Meta::default())
    }

    /// Lets the role do what the statements say, with meta-arguments such as `count`.
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
    /// Where the policy stands, for `depends_on`.
    pub fn address(&self) -> Address {
        self.0.address().clone()
    }
}
