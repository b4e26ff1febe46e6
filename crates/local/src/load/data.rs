//! Data sources that need no account: identity, region, policies and archives.

use serde_json::{Map, Value, json};

use super::archive;
use super::evaluate::{Failure, Outcome};
use super::files::Files;

/// The attributes of a data source. An unknown data source has no value here; a failing archive is an error.
pub(super) fn read(
    kind: &str,
    arguments: Map<String, Value>,
    region: &str,
    account: &str,
    files: &Files,
) -> Outcome<Value> {
    let attributes = match kind {
        "aws_caller_identity" => json!({
            "id": account, "account_id": account, "arn": format!("arn:aws:iam::{account}:user/local"), "user_id": "local",
        }),
        "aws_region" => json!({
            "id": region, "name": region, "region": region, "description": region,
            "endpoint": format!("ec2.{region}.amazonaws.com"),
        }),
        "aws_partition" => json!({
            "id": "aws", "partition": "aws", "dns_suffix": "amazonaws.com", "reverse_dns_prefix": "com.amazonaws",
        }),
        "aws_iam_policy_document" => json!({ "id": "local", "json": policy(&arguments).to_string() }),
        "archive_file" => archive::make(&arguments, files)?,
        other => {
            return Err(Failure::Unknown(format!(
                "the data source `{other}` is not supported here; supported are archive_file, aws_caller_identity, \
                 aws_iam_policy_document, aws_partition and aws_region"
            )));
        }
    };
    let mut all = arguments;
    if let Value::Object(attributes) = attributes {
        all.extend(attributes);
    }
    Ok(Value::Object(all))
}

/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document>
fn policy(arguments: &Map<String, Value>) -> Value {
    let version = arguments.get("version").cloned().unwrap_or_else(|| "2012-10-17".into());
    let statements: Vec<Value> = blocks(arguments.get("statement")).map(statement).collect();
    json!({ "Version": version, "Statement": statements })
}

fn statement(block: &Map<String, Value>) -> Value {
    let mut statement = Map::new();
    statement.insert("Effect".into(), block.get("effect").cloned().unwrap_or_else(|| "Allow".into()));
    let names = [
        ("sid", "Sid"),
        ("actions", "Action"),
        ("not_actions", "NotAction"),
        ("resources", "Resource"),
        ("not_resources", "NotResource"),
    ];
    for (argument, name) in names {
        if let Some(value) = block.get(argument).filter(|value| !value.is_null()) {
            statement.insert(name.to_owned(), shortest(value));
        }
    }
    for (argument, name) in [("principals", "Principal"), ("not_principals", "NotPrincipal")] {
        let principals: Map<_, _> = blocks(block.get(argument)).filter_map(principal).collect();
        if !principals.is_empty() {
            statement.insert(name.to_owned(), Value::Object(principals));
        }
    }
    let mut conditions = Map::new();
    for condition in blocks(block.get("condition")) {
        let (Some(test), Some(variable)) = (text(condition, "test"), text(condition, "variable")) else { continue };
        let of = conditions.entry(test).or_insert_with(|| Value::Object(Map::new()));
        of[variable] = shortest(condition.get("values").unwrap_or(&Value::Null));
    }
    if !conditions.is_empty() {
        statement.insert("Condition".into(), Value::Object(conditions));
    }
    Value::Object(statement)
}

fn principal(block: &Map<String, Value>) -> Option<(String, Value)> {
    Some((text(block, "type")?, shortest(block.get("identifiers")?)))
}

fn text(block: &Map<String, Value>, name: &str) -> Option<String> {
    block.get(name)?.as_str().map(ToOwned::to_owned)
}

fn blocks(value: Option<&Value>) -> impl Iterator<Item = &Map<String, Value>> {
    let list = match value {
        Some(Value::Array(list)) => list.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    list.iter().filter_map(Value::as_object)
}

/// A list with one element is written as that element.
fn shortest(value: &Value) -> Value {
    match value.as_array().map(Vec::as_slice) {
        Some([only]) => only.clone(),
        _ => value.clone(),
    }
}
