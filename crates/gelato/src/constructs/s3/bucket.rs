//! Buckets: private, with objects that expire. S3 encrypts them with its own key.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html>

use crate::aws::{
    S3Bucket, S3BucketAttributes, S3BucketLifecycleConfiguration, S3BucketLifecycleConfigurationRequired,
    S3BucketLifecycleConfigurationRule, S3BucketLifecycleConfigurationRuleExpiration,
    S3BucketLifecycleConfigurationRuleFilter, S3BucketLifecycleConfigurationRuleRequired, S3BucketPublicAccessBlock,
    S3BucketPublicAccessBlockRequired,
};
use crate::constructs::iam::Statement;
use crate::constructs::presence::Presence;
use crate::terraform::{Document, Meta, Number, Value, concat};

/// A bucket.
#[derive(Debug, Clone)]
pub struct Bucket {
    attributes: S3BucketAttributes,
    presence: Presence,
}

/// The properties of a bucket.
#[derive(Debug, Clone)]
pub struct BucketProps {
    /// Its globally unique name: 3 to 63 characters.
    pub name: Value<String>,
    /// After how many days an object expires.
    pub expiration_days: Value<Number>,
}

impl Bucket {
    /// Declares a private bucket, with meta-arguments such as `count` for all its resources.
    #[track_caller]
    pub fn new_with(document: &mut Document, id: &str, props: BucketProps, meta: Meta) -> Self {
        let presence = Presence::of(&meta);
        let bucket = S3Bucket { bucket: Some(props.name), ..S3Bucket::default() };
        let attributes = presence.attributes(document.resource_with(id, bucket, meta.clone()));
        let bucket = Self { attributes, presence };
        document.resource_with(id, private(bucket.id()), meta.clone());
        document.resource_with(id, expiring(bucket.id(), props.expiration_days), meta);
        bucket
    }

    /// The bucket's ARN.
    pub fn arn(&self) -> Value<String> {
        self.presence.value(self.attributes.arn())
    }

    /// Allows putting objects into this bucket, as Lambda does with failed events.
    /// <https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html#services-dynamodb-errors>
    pub fn put(&self) -> Statement {
        Statement {
            sid: "KeepFailures".into(),
            actions: vec!["s3:ListBucket", "s3:PutObject"],
            resources: vec![self.arn(), concat([self.arn(), "/*".into()])],
            ..Statement::default()
        }
    }

    fn id(&self) -> Value<String> {
        self.presence.value(self.attributes.bucket())
    }
}

/// Blocks all public access to a bucket.
pub(in crate::constructs) fn private(bucket: Value<String>) -> S3BucketPublicAccessBlock {
    S3BucketPublicAccessBlock {
        block_public_acls: Some(true.into()),
        block_public_policy: Some(true.into()),
        ignore_public_acls: Some(true.into()),
        restrict_public_buckets: Some(true.into()),
        ..S3BucketPublicAccessBlock::new(S3BucketPublicAccessBlockRequired { bucket })
    }
}

fn expiring(bucket: Value<String>, days: Value<Number>) -> S3BucketLifecycleConfiguration {
    let required = S3BucketLifecycleConfigurationRuleRequired { id: "expire".into(), status: "Enabled".into() };
    let expiration = S3BucketLifecycleConfigurationRuleExpiration {
        days: Some(days),
        ..S3BucketLifecycleConfigurationRuleExpiration::default()
    };
    let rule = S3BucketLifecycleConfigurationRule {
        expiration: vec![expiration],
        // A rule without a filter has a form that S3 no longer recommends; an empty filter matches all objects.
        filter: vec![S3BucketLifecycleConfigurationRuleFilter::default()],
        ..S3BucketLifecycleConfigurationRule::new(required)
    };
    S3BucketLifecycleConfiguration {
        rule: vec![rule],
        ..S3BucketLifecycleConfiguration::new(S3BucketLifecycleConfigurationRequired { bucket })
    }
}
