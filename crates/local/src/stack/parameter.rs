//! Systems Manager parameters, and secrets of Secrets Manager with their values.

use crate::finding::Finding;
use crate::resource::{Resource, Resources};

use super::arguments::Arguments;

/// A parameter, `aws_ssm_parameter`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// `String`, `StringList` or `SecureString`.
    pub kind: String,
    /// Its value.
    pub value: String,
}

/// A secret, `aws_secretsmanager_secret`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// Its value, if the configuration sets one.
    pub value: Option<String>,
}

/// The parameters and secrets among the resources.
pub fn read(resources: &Resources) -> (Vec<Parameter>, Vec<Secret>, Vec<Finding>) {
    let mut findings = Vec::new();
    let parameters = resources.of("aws_ssm_parameter").map(|one| parameter(one, &mut findings)).collect();
    let mut secrets: Vec<Secret> =
        resources.of("aws_secretsmanager_secret").map(|one| secret(one, &mut findings)).collect();
    for version in resources.of("aws_secretsmanager_secret_version") {
        set(version, &mut secrets, &mut findings);
    }
    (parameters, secrets, findings)
}

fn parameter(resource: &Resource, findings: &mut Vec<Finding>) -> Parameter {
    let mut arguments = Arguments::of(resource);
    arguments.harmless(&["allowed_pattern", "data_type", "key_id", "overwrite", "tier", "version", "value_wo_version"]);
    arguments.harmless(&["has_value_wo"]);
    let value = arguments.text("value").or_else(|| arguments.text("insecure_value"));
    let parameter = Parameter {
        name: arguments.required("name"),
        arn: resource_arn(resource),
        kind: arguments.required("type"),
        value: value.or_else(|| arguments.text("value_wo")).unwrap_or_default(),
    };
    arguments.harmless(&["insecure_value", "value_wo"]);
    findings.extend(arguments.finish());
    parameter
}

fn secret(resource: &Resource, findings: &mut Vec<Finding>) -> Secret {
    let mut arguments = Arguments::of(resource);
    arguments.harmless(&["kms_key_id", "name_prefix", "policy", "recovery_window_in_days", "replica"]);
    arguments.harmless(&["force_overwrite_replica_secret"]);
    let secret = Secret { name: arguments.required("name"), arn: resource_arn(resource), value: None };
    findings.extend(arguments.finish());
    secret
}

/// Sets the value of the secret of a version.
fn set(resource: &Resource, secrets: &mut [Secret], findings: &mut Vec<Finding>) {
    let mut arguments = Arguments::of(resource);
    arguments.harmless(&["version_id", "version_stages", "secret_string_wo_version", "has_secret_string_wo"]);
    let id = arguments.required("secret_id");
    let value = arguments.text("secret_string").or_else(|| arguments.text("secret_string_wo"));
    arguments.harmless(&["secret_string_wo"]);
    match secrets.iter_mut().find(|secret| [&secret.arn, &secret.name].contains(&&id)) {
        Some(secret) => secret.value = value,
        None => arguments.ignored(format!("`secret_id` is `{id}`, which is not a secret here")),
    }
    findings.extend(arguments.finish());
}

fn resource_arn(resource: &Resource) -> String {
    resource.values.get("arn").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}
