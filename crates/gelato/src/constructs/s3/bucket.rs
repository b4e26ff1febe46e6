//! Buckets: private, with objects that expire. S3 encrypts them with its own key.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html>

use crate::aws::{
    S3Bucket, S3BucketAttributes, S3BucketLifecycleConfiguration, S3BucketLifecycleConfigurationRequired,
    S3BucketLifecycleConfigurationRule, S3BucketLifecycleConfigurationRuleExpiration,
    S3BucketLifecycleConfigurationRuleFilter, S3BucketLifecycleConfigurationRuleRequired,
    S3BucketLifecycleConfigurationRuleTransition, S3BucketLifecycleConfigurationRuleTransitionRequired,
    S3BucketPublicAccessBlock, S3BucketPublicAccessBlockRequired,
};
use crate::constructs::given::given;
use crate::constructs::iam::Statement;
use crate::constructs::presence::Presence;
use crate::constructs::referable::stands_for_its_resource;
use crate::modules::ModuleScope;
use crate::terraform::{Meta, Number, Value, concat};

/// A bucket.
#[derive(Debug, Clone)]
pub struct Bucket {
    attributes: S3BucketAttributes,
    presence: Presence,
}

/// The properties of a bucket.
#[derive(Debug, Clone, Default)]
pub struct BucketProps {
    /// Its globally unique name: 3 to 63 characters. The default is the module's prefix, the logical name and the account.
    pub name: Option<Value<String>>,
    /// After how many days an object moves to the storage class for infrequent access, 30 or more; `None` for never.
    pub infrequent_access_after_days: Option<Value<Number>>,
    /// After how many days an object expires; `None` for never.
    pub expiration_days: Option<Value<Number>>,
}

stands_for_its_resource!(Bucket);

impl Bucket {
    /// Declares a private bucket.
    #[track_caller]
    pub fn new(module: &ModuleScope, id: &str, props: BucketProps) -> Self {
        Self::new_with(module, id, props, Meta::default())
    }

    /// Declares a private bucket, with meta-arguments such as `count` for all its resources.
    #[track_caller]
    pub fn new_with(module: &ModuleScope, id: &str, props: BucketProps, meta: Meta) -> Self {
        let presence = Presence::of(&meta);
        let name = given!(props.name, or concat([module.name_of(id), "-".into(), module.account_id()]));
        let bucket = S3Bucket { bucket: Some(name), ..S3Bucket::default() };
        let attributes = presence.attributes(module.resource_with(id, bucket, meta.clone()));
        let bucket = Self { attributes, presence };
        module.resource_with(id, private(bucket.name()), meta.clone());
        let rules: Vec<_> = [props.infrequent_access_after_days.map(moving), props.expiration_days.map(expiring)]
            .into_iter()
            .flatten()
            .collect();
        if !rules.is_empty() {
            let required = S3BucketLifecycleConfigurationRequired { bucket: bucket.name() };
            let lifecycle =
                S3BucketLifecycleConfiguration { rule: rules, ..S3BucketLifecycleConfiguration::new(required) };
            module.resource_with(id, lifecycle, meta);
        }
        bucket
    }

    /// The bucket's ARN.
    pub fn arn(&self) -> Value<String> {
        self.presence.value(self.attributes.arn())
    }

    /// Allows putting objects into this bucket.
    /// <https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html#services-dynamodb-errors>
    pub fn put(&self) -> Statement {
        Statement {
            sid: "Put".into(),
            actions: vec!["s3:ListBucket".into(), "s3:PutObject".into()],
            resources: vec![self.arn(), concat([self.arn(), "/*".into()])],
            ..Statement::default()
        }
    }

    /// The bucket's name.
    pub fn name(&self) -> Value<String> {
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

/// The rule that moves objects to the storage class for infrequent access.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html>
fn moving(days: Value<Number>) -> S3BucketLifecycleConfigurationRule {
    let required = S3BucketLifecycleConfigurationRuleTransitionRequired { storage_class: "STANDARD_IA".into() };
    let transition = S3BucketLifecycleConfigurationRuleTransition {
        days: Some(days),
        ..S3BucketLifecycleConfigurationRuleTransition::new(required)
    };
    S3BucketLifecycleConfigurationRule { transition: vec![transition], ..for_all_objects("infrequent-access") }
}

/// The rule that deletes objects.
fn expiring(days: Value<Number>) -> S3BucketLifecycleConfigurationRule {
    let expiration = S3BucketLifecycleConfigurationRuleExpiration {
        days: Some(days),
        ..S3BucketLifecycleConfigurationRuleExpiration::default()
    };
    S3BucketLifecycleConfigurationRule { expiration: vec![expiration], ..for_all_objects("expire") }
}

/// A rule without actions. A rule without a filter has a form that S3 no longer recommends; an empty filter matches all
/// objects.
fn for_all_objects(id: &str) -> S3BucketLifecycleConfigurationRule {
    let required = S3BucketLifecycleConfigurationRuleRequired { id: id.into(), status: "Enabled".into() };
    S3BucketLifecycleConfigurationRule {
        filter: vec![S3BucketLifecycleConfigurationRuleFilter::default()],
        ..S3BucketLifecycleConfigurationRule::new(required)
    }
}
