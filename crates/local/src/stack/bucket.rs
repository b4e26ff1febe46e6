//! S3: buckets, by their names.

use crate::finding::Finding;
use crate::resource::{Resource, Resources};

use super::arguments::Arguments;

/// Settings of access and retention, which are not applied here: objects are kept until they are deleted.
const SETTINGS: [&str; 6] = [
    "aws_s3_bucket_lifecycle_configuration",
    "aws_s3_bucket_ownership_controls",
    "aws_s3_bucket_policy",
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_versioning",
];

/// Whether a resource type is a setting of a bucket that makes no difference here.
pub fn is_harmless(kind: &str) -> bool {
    SETTINGS.contains(&kind)
}

/// The names of the buckets among the resources.
pub fn read(resources: &Resources) -> (Vec<String>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut names = Vec::new();
    for resource in resources.of("aws_s3_bucket") {
        let mut arguments = Arguments::of(resource);
        arguments.harmless(&["bucket_domain_name", "bucket_regional_domain_name", "force_destroy", "bucket_prefix"]);
        arguments.harmless(&["hosted_zone_id", "acceleration_status", "request_payer", "bucket_region"]);
        arguments.harmless(&["grant", "versioning", "server_side_encryption_configuration", "lifecycle_rule"]);
        names.push(arguments.required("bucket"));
        findings.extend(arguments.finish());
    }
    (names, findings)
}

/// A notification of a bucket, of `aws_s3_bucket_notification`.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// Its id.
    pub id: String,
    /// The bucket's name.
    pub bucket: String,
    /// The ARN of the function, queue or topic that is told.
    pub target_arn: String,
    /// The events, such as `s3:ObjectCreated:*`.
    pub events: Vec<String>,
    /// How the keys of the objects begin.
    pub prefix: String,
    /// How the keys of the objects end.
    pub suffix: String,
}

/// The notifications among the resources.
pub fn read_notifications(resources: &Resources) -> (Vec<Notification>, Vec<Finding>) {
    let (mut notifications, mut findings) = (Vec::new(), Vec::new());
    for resource in resources.of("aws_s3_bucket_notification") {
        let mut arguments = Arguments::of(resource);
        let bucket = arguments.required("bucket");
        if arguments.boolean("eventbridge") {
            arguments.ignored("`eventbridge` is set; nothing is sent to `EventBridge` here");
        }
        for (block, target) in
            [("lambda_function", "lambda_function_arn"), ("queue", "queue_arn"), ("topic", "topic_arn")]
        {
            let read = |one: &mut Arguments<'_>| notification(resource, &bucket, target, one);
            notifications.extend(arguments.blocks(block, read));
        }
        findings.extend(arguments.finish());
    }
    (notifications, findings)
}

fn notification(resource: &Resource, bucket: &str, target: &str, arguments: &mut Arguments<'_>) -> Notification {
    Notification {
        id: arguments.text("id").unwrap_or_else(|| resource.address.clone()),
        bucket: bucket.to_owned(),
        target_arn: arguments.required(target),
        events: arguments.list("events"),
        prefix: arguments.text("filter_prefix").unwrap_or_default(),
        suffix: arguments.text("filter_suffix").unwrap_or_default(),
    }
}
