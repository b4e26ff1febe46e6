//! Buckets: private, and emptied of what has grown old. S3 encrypts what they hold with a key of its own.
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

/// What a bucket is made of.
#[derive(Debug, Clone)]
pub struct BucketProps {
    /// Its name, which no other bucket in the world may have: 3 to 63 characters.
    pub name: Value<String>,
    /// After how many days an object is removed.
    pub expiration_days: Value<Number>,
}

impl Bucket {
    /// Declares a private bucket, with meta-arguments such as `count` that hold for all its parts.
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

    /// Lets objects be put into this bucket, by Lambda for events that failed.
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

/// Keeps a bucket from ever being public.
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
        // Without a filter the rule would be of the kind that S3 no longer recommends; an empty one means all objects.
        filter: vec![S3BucketLifecycleConfigurationRuleFilter::default()],
        ..S3BucketLifecycleConfigurationRule::new(required)
    };
    S3BucketLifecycleConfiguration {
        rule: vec![rule],
        ..S3BucketLifecycleConfiguration::new(S3BucketLifecycleConfigurationRequired { bucket })
    }
}
