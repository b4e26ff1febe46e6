//! Reads resources into the stack that runs. Each file or folder knows the resource types of one service.

mod arguments;
pub mod bucket;
pub mod domain_name;
pub(crate) mod policy;
pub mod event_source_mapping;
pub mod function;
pub mod parameter;
pub mod queue;
pub mod rest_api;
pub mod schedule;
pub mod schedule_times;
pub mod table;
pub mod topic;
pub mod user_pool;

use crate::finding::Finding;
use crate::resource::Resources;

/// Resource types that make no difference here: permissions, logs and alarms, settings of things that start on demand here,
/// and resources that are only values.
const HARMLESS: [&str; 23] = [
    "aws_cloudwatch_composite_alarm",
    "aws_cloudwatch_dashboard",
    "aws_cloudwatch_log_group",
    "aws_cloudwatch_log_resource_policy",
    "aws_cloudwatch_metric_alarm",
    "aws_dynamodb_contributor_insights",
    "aws_iam_policy",
    "aws_iam_role_policy_attachment",
    "aws_kms_alias",
    "aws_kms_key",
    "aws_lambda_alias",
    "aws_lambda_provisioned_concurrency_config",
    "aws_sns_sms_preferences",
    "aws_sns_topic_policy",
    "aws_sqs_queue_policy",
    "null_resource",
    "random_id",
    "random_password",
    "random_pet",
    "random_string",
    "random_uuid",
    "terraform_data",
    "time_sleep",
];

/// Resource types that are read here, apart from those of REST APIs.
const READ: [&str; 12] = [
    "aws_dynamodb_table",
    "aws_lambda_event_source_mapping",
    "aws_lambda_function",
    "aws_s3_bucket",
    "aws_s3_bucket_notification",
    "aws_scheduler_schedule",
    "aws_secretsmanager_secret",
    "aws_secretsmanager_secret_version",
    "aws_sns_topic",
    "aws_sns_topic_subscription",
    "aws_sqs_queue",
    "aws_ssm_parameter",
];

/// Everything that runs.
#[derive(Debug)]
pub struct Stack {
    /// The tables.
    pub tables: Vec<table::Table>,
    /// The functions.
    pub functions: Vec<function::Function>,
    /// The event source mappings, by which streams and queues invoke functions.
    pub mappings: event_source_mapping::Mappings,
    /// The REST APIs.
    pub apis: Vec<rest_api::RestApi>,
    /// The topics.
    pub topics: Vec<topic::Topic>,
    /// The subscriptions of topics.
    pub subscriptions: Vec<topic::Subscription>,
    /// The queues.
    pub queues: Vec<queue::Queue>,
    /// The names of the buckets.
    pub buckets: Vec<String>,
    /// The notifications of buckets.
    pub notifications: Vec<bucket::Notification>,
    /// The schedules.
    pub schedules: Vec<schedule::Schedule>,
    /// The parameters of Systems Manager.
    pub parameters: Vec<parameter::Parameter>,
    /// The secrets of Secrets Manager.
    pub secrets: Vec<parameter::Secret>,
    /// The clients of user pools.
    pub user_pool_clients: Vec<user_pool::UserPoolClient>,
    /// The custom domains of APIs.
    pub domain_names: Vec<String>,
}

/// Reads all resources. The findings are everything that is unknown here or would differ from AWS.
pub fn read(resources: &Resources) -> (Stack, Vec<Finding>) {
    let (apis, mut findings) = rest_api::read(resources);
    let (tables, more) = table::read(resources);
    findings.extend(more);
    let (functions, more) = function::read(resources);
    findings.extend(more);
    let (mappings, more) = event_source_mapping::read(resources);
    findings.extend(more);
    let (topics, subscriptions, more) = topic::read(resources);
    findings.extend(more);
    let (queues, more) = queue::read(resources);
    findings.extend(more);
    let (buckets, more) = bucket::read(resources);
    findings.extend(more);
    let (notifications, more) = bucket::read_notifications(resources);
    findings.extend(more);
    let (schedules, more) = schedule::read(resources);
    findings.extend(more);
    let (parameters, secrets, more) = parameter::read(resources);
    findings.extend(more);
    let (domain_names, more) = domain_name::read(resources);
    findings.extend(more);
    let (user_pool_clients, more) = user_pool::read(resources);
    findings.extend(more);
    findings.extend(unknown(resources));
    findings.sort_by(|one, other| one.address.cmp(&other.address));
    let stack = Stack {
        tables,
        functions,
        mappings,
        apis,
        topics,
        subscriptions,
        queues,
        buckets,
        notifications,
        schedules,
        parameters,
        secrets,
        user_pool_clients,
        domain_names,
    };
    (stack, findings)
}

fn unknown(resources: &Resources) -> impl Iterator<Item = Finding> {
    let is_known = |kind: &str| {
        rest_api::RESOURCE_TYPES.contains(&kind)
            || READ.contains(&kind)
            || HARMLESS.contains(&kind)
            || user_pool::RESOURCE_TYPES.contains(&kind)
            || domain_name::RESOURCE_TYPES.contains(&kind)
            || bucket::is_harmless(kind)
    };
    resources.iter().filter(move |resource| !is_known(&resource.kind)).map(|resource| {
        Finding::ignored(
            resource,
            format!("the resource type `{}` is unknown here, so this resource is ignored", resource.kind),
        )
    })
}
