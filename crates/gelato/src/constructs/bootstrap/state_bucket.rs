//! The bucket for Terraform's states: private, encrypted, versioned, accessible over TLS only, and never destroyed.
//! <https://developer.hashicorp.com/terraform/language/backend/s3>

use crate::aws::{
    S3Bucket, S3BucketAttributes, S3BucketLifecycleConfiguration, S3BucketLifecycleConfigurationRequired,
    S3BucketLifecycleConfigurationRule, S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload,
    S3BucketLifecycleConfigurationRuleFilter, S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration,
    S3BucketLifecycleConfigurationRuleNoncurrentVersionExpirationRequired, S3BucketLifecycleConfigurationRuleRequired,
    S3BucketPolicy, S3BucketPolicyRequired, S3BucketServerSideEncryptionConfiguration,
    S3BucketServerSideEncryptionConfigurationRequired, S3BucketServerSideEncryptionConfigurationRule,
    S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefault,
    S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultRequired, S3BucketVersioning,
    S3BucketVersioningRequired, S3BucketVersioningVersioningConfiguration,
    S3BucketVersioningVersioningConfigurationRequired,
};
use crate::constructs::iam::{Condition, Effect, PolicyDocument, Principal, Statement};
use crate::constructs::protection::never_destroyed;
use crate::constructs::s3::private;
use crate::terraform::{Configure as _, Root, concat};

/// For how many days an overwritten state can be restored.
const OLD_VERSIONS_DAYS: i64 = 90;

/// Declares the bucket.
pub(super) fn declare(root: &Root, name: &str) {
    let bucket = S3Bucket { bucket: Some(name.into()), ..S3Bucket::default() };
    let bucket = root.resource("states", bucket.with_meta(never_destroyed()));
    root.resource("states", private(bucket.bucket()));
    root.resource("states", versioned(&bucket));
    root.resource("states", encrypted(&bucket));
    root.resource("states", tidied(&bucket));
    let required = S3BucketPolicyRequired { bucket: bucket.bucket(), policy: over_tls(&bucket).to_value() };
    root.resource("states", S3BucketPolicy::new(required));
    root.output("state_bucket", "The bucket of Terraform's states.", bucket.bucket());
}

fn versioned(bucket: &S3BucketAttributes) -> S3BucketVersioning {
    let status = S3BucketVersioningVersioningConfigurationRequired { status: "Enabled".into() };
    S3BucketVersioning::new(S3BucketVersioningRequired {
        bucket: bucket.bucket(),
        versioning_configuration: S3BucketVersioningVersioningConfiguration::new(status),
    })
}

/// States contain secrets. The key that AWS manages for S3 costs nothing.
fn encrypted(bucket: &S3BucketAttributes) -> S3BucketServerSideEncryptionConfiguration {
    let algorithm = S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultRequired {
        sse_algorithm: "aws:kms".into(),
    };
    let default = S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefault::new(algorithm);
    let rule = S3BucketServerSideEncryptionConfigurationRule {
        apply_server_side_encryption_by_default: Some(default),
        bucket_key_enabled: Some(true.into()),
        ..Default::default()
    };
    S3BucketServerSideEncryptionConfiguration::new(S3BucketServerSideEncryptionConfigurationRequired {
        bucket: bucket.bucket(),
        rule: vec![rule],
    })
}

fn tidied(bucket: &S3BucketAttributes) -> S3BucketLifecycleConfiguration {
    let days = S3BucketLifecycleConfigurationRuleNoncurrentVersionExpirationRequired {
        noncurrent_days: OLD_VERSIONS_DAYS.into(),
    };
    let required = S3BucketLifecycleConfigurationRuleRequired { id: "old-versions".into(), status: "Enabled".into() };
    let abort = S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload {
        days_after_initiation: Some(1_i64.into()),
        ..Default::default()
    };
    let rule = S3BucketLifecycleConfigurationRule {
        abort_incomplete_multipart_upload: vec![abort],
        filter: vec![S3BucketLifecycleConfigurationRuleFilter::default()],
        noncurrent_version_expiration: vec![S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration::new(days)],
        ..S3BucketLifecycleConfigurationRule::new(required)
    };
    S3BucketLifecycleConfiguration {
        rule: vec![rule],
        ..S3BucketLifecycleConfiguration::new(S3BucketLifecycleConfigurationRequired { bucket: bucket.bucket() })
    }
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html>
fn over_tls(bucket: &S3BucketAttributes) -> PolicyDocument {
    PolicyDocument::of(Statement {
        sid: "OverTlsOnly".into(),
        effect: Effect::Deny,
        principal: Some(Principal::Anyone),
        actions: vec!["s3:*".into()],
        resources: vec![bucket.arn(), concat([bucket.arn(), "/*".into()])],
        conditions: vec![Condition {
            operator: "Bool".into(),
            key: "aws:SecureTransport".into(),
            value: "false".into(),
        }],
    })
}
