//! Finds a resource's id from its planned values. The provider's documentation of each type describes the id.

use serde_json::Value;

use super::api_gateway;
use super::aws_cli::{AwsCli, Error};
use super::lookup::{Found, PlannedResource, entry, found};

/// Searches for a resource of a type by its known arguments.
///
/// # Errors
/// If AWS cannot be queried.
pub fn find(aws: &AwsCli, kind: &str, arguments: &Value) -> Result<Found, Error> {
    let planned = PlannedResource(arguments);
    if let Some(kind) = kind.strip_prefix("aws_api_gateway_") {
        return api_gateway::find(aws, kind, planned);
    }
    let id = match kind {
        "aws_cloudwatch_log_group" => log_group(aws, planned),
        "aws_dynamodb_table" => named(aws, planned, "name", &["dynamodb", "describe-table", "--table-name"]),
        "aws_iam_role" => named(aws, planned, "name", &["iam", "get-role", "--role-name"]),
        "aws_iam_role_policy" => role_policy(aws, planned),
        "aws_lambda_event_source_mapping" => mapping(aws, planned),
        "aws_lambda_function" => named(aws, planned, "function_name", &["lambda", "get-function", "--function-name"]),
        "aws_s3_bucket" => named(aws, planned, "bucket", &["s3api", "head-bucket", "--bucket"]),
        "aws_s3_bucket_lifecycle_configuration" => {
            named(aws, planned, "bucket", &["s3api", "get-bucket-lifecycle-configuration", "--bucket"])
        }
        "aws_s3_bucket_public_access_block" => {
            named(aws, planned, "bucket", &["s3api", "get-public-access-block", "--bucket"])
        }
        "aws_sns_topic" => topic(aws, planned),
        "aws_sns_topic_subscription" => subscription(aws, planned),
        "aws_sqs_queue" => queue(aws, planned),
        _ => return Ok(Found::Unsupported),
    };
    Ok(found(id?))
}

type Id = Result<Option<String>, Error>;

/// Its name, which is its id, if it exists.
fn named(aws: &AwsCli, planned: PlannedResource<'_>, argument: &str, command: &[&str]) -> Id {
    let Some(name) = planned.text(argument) else { return Ok(None) };
    let answer = aws.ask(&[command, &[name]].concat())?;
    Ok(answer.map(|_| name.to_owned()))
}

fn log_group(aws: &AwsCli, planned: PlannedResource<'_>) -> Id {
    let Some(name) = planned.text("name") else { return Ok(None) };
    let answer = aws.ask(&["logs", "describe-log-groups", "--log-group-name-prefix", name])?;
    Ok(entry(answer.as_ref(), "logGroups", "logGroupName", |group| group["logGroupName"] == name))
}

fn role_policy(aws: &AwsCli, planned: PlannedResource<'_>) -> Id {
    let (Some(role), Some(name)) = (planned.text("role"), planned.text("name")) else { return Ok(None) };
    let answer = aws.ask(&["iam", "get-role-policy", "--role-name", role, "--policy-name", name])?;
    Ok(answer.map(|_| format!("{role}:{name}")))
}

fn mapping(aws: &AwsCli, planned: PlannedResource<'_>) -> Id {
    let (Some(function), Some(source)) = (planned.text("function_name"), planned.text("event_source_arn")) else {
        return Ok(None);
    };
    let answer = aws.ask(&["lambda", "list-event-source-mappings", "--function-name", function])?;
    Ok(entry(answer.as_ref(), "EventSourceMappings", "UUID", |mapping| mapping["EventSourceArn"] == source))
}

fn topic(aws: &AwsCli, planned: PlannedResource<'_>) -> Id {
    let Some(name) = planned.text("name") else { return Ok(None) };
    let end = format!(":{name}");
    let answer = aws.ask(&["sns", "list-topics"])?;
    let fits = |topic: &Value| topic["TopicArn"].as_str().is_some_and(|arn| arn.ends_with(&end));
    Ok(entry(answer.as_ref(), "Topics", "TopicArn", fits))
}

/// An unconfirmed subscription has no ARN yet.
fn subscription(aws: &AwsCli, planned: PlannedResource<'_>) -> Id {
    let (Some(topic), Some(endpoint)) = (planned.text("topic_arn"), planned.text("endpoint")) else { return Ok(None) };
    let answer = aws.ask(&["sns", "list-subscriptions-by-topic", "--topic-arn", topic])?;
    let id = entry(answer.as_ref(), "Subscriptions", "SubscriptionArn", |one| one["Endpoint"] == endpoint);
    Ok(id.filter(|arn| arn.starts_with("arn:")))
}

fn queue(aws: &AwsCli, planned: PlannedResource<'_>) -> Id {
    let Some(name) = planned.text("name") else { return Ok(None) };
    let answer = aws.ask(&["sqs", "get-queue-url", "--queue-name", name])?;
    Ok(answer.and_then(|answer| answer["QueueUrl"].as_str().map(str::to_owned)))
}
