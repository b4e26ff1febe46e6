//! The permissions of a stack's roles, as far as their policies are in the stack.
//!
//! Nothing is refused here. A role that AWS would refuse is reported before the runtime starts.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::resource::{Resource, Resources};
use crate::stack::policy::{several, wildcard};

/// The roles of a stack.
pub(super) struct Permissions {
    /// By ARN.
    roles: BTreeMap<String, Role>,
    functions: Vec<Function>,
}

struct Function {
    arn: String,
    gateway_may_invoke: bool,
}

#[derive(Default)]
struct Role {
    /// The policy that says who may assume it.
    trust: Option<Value>,
    /// The policies that say what it may do.
    policies: Vec<Value>,
    /// Whether a policy is attached that is not in the stack.
    foreign: bool,
}

impl Permissions {
    pub(super) fn of(resources: &Resources) -> Self {
        let managed: BTreeMap<&str, Option<Value>> = resources
            .of("aws_iam_policy")
            .filter_map(|policy| Some((text(policy, "arn")?, document(policy, "policy"))))
            .collect();
        let mut roles = BTreeMap::new();
        for resource in resources.of("aws_iam_role") {
            let Some(arn) = text(resource, "arn") else { continue };
            let named = |other: &Resource| {
                let role = text(other, "role");
                role.is_some() && (role == text(resource, "name") || role == text(resource, "id"))
            };
            let inline = resources.of("aws_iam_role_policy").filter(|policy| named(policy));
            let inline = inline.filter_map(|policy| document(policy, "policy"));
            let attachments = resources.of("aws_iam_role_policy_attachment").filter(|attachment| named(attachment));
            let attached: Vec<_> = attachments.filter_map(|attachment| text(attachment, "policy_arn")).collect();
            let known = attached.iter().filter_map(|arn| managed.get(arn).cloned().flatten());
            roles.insert(
                arn.to_owned(),
                Role {
                    trust: document(resource, "assume_role_policy"),
                    policies: inline.chain(known).chain(inline_blocks(resource)).collect(),
                    foreign: attached.iter().any(|arn| !managed.contains_key(arn)) || has_managed(resource),
                },
            );
        }
        Self { roles, functions: functions(resources) }
    }

    /// Why AWS would refuse to call the function in a URI, if it is in the stack.
    pub(super) fn function_problem(&self, uri: &str) -> Option<String> {
        let function = self.functions.iter().find(|function| uri.contains(&format!("{}/invocations", function.arn)))?;
        (!function.gateway_may_invoke).then(|| {
            let arn = &function.arn;
            format!("no aws_lambda_permission lets `apigateway.amazonaws.com` call `{arn}`; AWS would answer 500")
        })
    }

    /// Why AWS would refuse an action to a role.
    pub(super) fn problem(&self, arn: &str, action: &str) -> Option<String> {
        let role = self.roles.get(arn)?;
        if role.trust.as_ref().is_some_and(|trust| !trusts_gateway(trust)) {
            return Some(format!(
                "`credentials` is `{arn}`, which `apigateway.amazonaws.com` may not assume; AWS would answer 500"
            ));
        }
        if role.foreign || role.policies.iter().any(|policy| allows(policy, action)) {
            return None;
        }
        Some(format!("`credentials` is `{arn}`, whose policies do not allow `{action}`; AWS would refuse the call"))
    }
}

fn functions(resources: &Resources) -> Vec<Function> {
    let mut functions = Vec::new();
    for function in resources.of("aws_lambda_function") {
        let Some(arn) = text(function, "arn") else { continue };
        let own = |permission: &Resource| {
            let named = text(permission, "function_name");
            named.is_some() && (named == Some(arn) || named == text(function, "function_name"))
        };
        let by_gateway = |permission: &Resource| {
            let principal = text(permission, "principal");
            principal == Some("apigateway.amazonaws.com") || principal == Some("*")
        };
        let gateway_may_invoke =
            resources.of("aws_lambda_permission").any(|permission| own(permission) && by_gateway(permission));
        functions.push(Function { arn: arn.to_owned(), gateway_may_invoke });
    }
    functions
}

fn text<'r>(resource: &'r Resource, name: &str) -> Option<&'r str> {
    resource.values.get(name).and_then(Value::as_str)
}

fn document(resource: &Resource, name: &str) -> Option<Value> {
    serde_json::from_str(text(resource, name)?).ok()
}

fn inline_blocks(resource: &Resource) -> Vec<Value> {
    let blocks = resource.values.get("inline_policy").and_then(Value::as_array);
    let policies = blocks.into_iter().flatten().filter_map(|block| block.get("policy")?.as_str());
    policies.filter_map(|policy| serde_json::from_str(policy).ok()).collect()
}

fn has_managed(resource: &Resource) -> bool {
    resource.values.get("managed_policy_arns").and_then(Value::as_array).is_some_and(|list| !list.is_empty())
}

fn statements(policy: &Value) -> impl Iterator<Item = &Value> {
    let allow = |statement: &&Value| statement.get("Effect").and_then(Value::as_str) == Some("Allow");
    several(policy.get("Statement")).into_iter().filter(allow)
}

fn trusts_gateway(policy: &Value) -> bool {
    statements(policy).any(|statement| {
        let principal = statement.get("Principal");
        let services = several(principal.and_then(|principal| principal.get("Service")));
        principal.and_then(Value::as_str) == Some("*")
            || services.iter().any(|service| service.as_str() == Some("apigateway.amazonaws.com"))
    })
}

fn allows(policy: &Value, action: &str) -> bool {
    let matches = |pattern: &&Value| pattern.as_str().is_some_and(|pattern| wildcard(pattern, action));
    statements(policy).any(|statement| match statement.get("NotAction") {
        Some(not) => !several(Some(not)).iter().any(matches),
        None => several(statement.get("Action")).iter().any(matches),
    })
}
