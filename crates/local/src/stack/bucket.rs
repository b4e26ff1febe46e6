//! S3: buckets, by their names.

use crate::finding::Finding;
use crate::resource::Resources;

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
