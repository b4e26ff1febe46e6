//! Buckets: private, with the life of their objects, versions and encryption.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html>

use crate::aws::{
    S3Bucket, S3BucketAttributes, S3BucketLifecycleConfiguration, S3BucketLifecycleConfigurationRequired,
    S3BucketPublicAccessBlock, S3BucketPublicAccessBlockRequired, S3BucketServerSideEncryptionConfiguration,
    S3BucketServerSideEncryptionConfigurationRequired, S3BucketServerSideEncryptionConfigurationRule,
    S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefault,
    S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultRequired, S3BucketVersioning,
    S3BucketVersioningRequired, S3BucketVersioningVersioningConfiguration,
    S3BucketVersioningVersioningConfigurationRequired,
};
use crate::constructs::given::given;
use crate::constructs::iam::Statement;
use crate::constructs::kms::{EncryptionKey, reading, writing};
use crate::constructs::presence::Presence;
use crate::constructs::referable::stands_for_its_resource;
use crate::modules::ModuleScope;
use crate::terraform::{Configure as _, Meta, Number, Value, concat};

use super::lifecycle::{self, LifecycleRule, StorageClass};

/// A bucket.
#[derive(Debug, Clone)]
pub struct Bucket {
    id: String,
    key: Option<EncryptionKey>,
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
    /// Further rules of the life of objects, such as of those below a prefix.
    pub lifecycle: Vec<LifecycleRule>,
    /// Whether earlier versions of objects are kept. Let a lifecycle rule expire them:
    /// [`LifecycleRule::expiring_noncurrent`].
    pub versioning: bool,
    /// The key that encrypts objects. The default is S3's own, at no cost.
    pub key: Option<EncryptionKey>,
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
        let attributes = presence.attributes(module.resource(id, bucket.with_meta(meta.clone())));
        let bucket = Self { id: id.to_owned(), key: props.key, attributes, presence };
        module.resource(id, private(bucket.name()).with_meta(meta.clone()));
        let usual = [
            props
                .infrequent_access_after_days
                .map(|days| LifecycleRule::all("infrequent-access").moving_to(StorageClass::StandardIa, days)),
            props.expiration_days.map(|days| LifecycleRule::all("expire").expiring(days)),
        ];
        let rules: Vec<_> = usual.into_iter().flatten().chain(props.lifecycle).collect();
        lifecycle::check(module, id, &rules, props.versioning);
        if !rules.is_empty() {
            let required = S3BucketLifecycleConfigurationRequired { bucket: bucket.name() };
            let lifecycle = S3BucketLifecycleConfiguration {
                rule: rules.into_iter().map(LifecycleRule::into_rule).collect(),
                ..S3BucketLifecycleConfiguration::new(required)
            };
            module.resource(id, lifecycle.with_meta(meta.clone()));
        }
        if props.versioning {
            module.resource(id, versioned(bucket.name()).with_meta(meta.clone()));
        }
        if let Some(key) = &bucket.key {
            module.resource(id, encrypted(bucket.name(), key).with_meta(meta));
        }
        bucket
    }

    /// The bucket's ARN.
    pub fn arn(&self) -> Value<String> {
        self.presence.value(self.attributes.arn())
    }

    /// Allows putting objects into this bucket, and the use of its key.
    /// <https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html#services-dynamodb-errors>
    pub fn put(&self) -> Statement {
        writing(self.allowing("Put", &["s3:ListBucket", "s3:PutObject"]), self.key.as_ref())
    }

    /// Allows listing and reading objects, and the use of the bucket's key.
    pub fn read(&self) -> Statement {
        reading(self.allowing("Read", &["s3:GetObject", "s3:ListBucket"]), self.key.as_ref())
    }

    /// Allows deleting objects.
    pub fn delete(&self) -> Statement {
        self.allowing("Delete", &["s3:DeleteObject"])
    }

    fn allowing(&self, sid: &str, actions: &[&str]) -> Statement {
        Statement {
            sid: sid.into(),
            actions: actions.iter().map(|action| (*action).to_owned()).collect(),
            resources: vec![self.arn(), concat([self.arn(), "/*".into()])],
            ..Statement::default()
        }
    }

    /// The bucket's logical name.
    pub(in crate::constructs) fn id(&self) -> &str {
        &self.id
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

/// Keeps the earlier versions of objects.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html>
fn versioned(bucket: Value<String>) -> S3BucketVersioning {
    let enabled = S3BucketVersioningVersioningConfigurationRequired { status: "Enabled".into() };
    let versioning_configuration = S3BucketVersioningVersioningConfiguration::new(enabled);
    S3BucketVersioning::new(S3BucketVersioningRequired { bucket, versioning_configuration })
}

/// Encrypts objects with a key, with one data key for many objects, which costs less.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html>
fn encrypted(bucket: Value<String>, key: &EncryptionKey) -> S3BucketServerSideEncryptionConfiguration {
    let algorithm = S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultRequired {
        sse_algorithm: "aws:kms".into(),
    };
    let default = S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefault {
        kms_master_key_id: Some(key.arn()),
        ..S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefault::new(algorithm)
    };
    let rule = S3BucketServerSideEncryptionConfigurationRule {
        apply_server_side_encryption_by_default: Some(default),
        bucket_key_enabled: Some(true.into()),
        ..S3BucketServerSideEncryptionConfigurationRule::default()
    };
    let required = S3BucketServerSideEncryptionConfigurationRequired { bucket, rule: vec![rule] };
    S3BucketServerSideEncryptionConfiguration::new(required)
}
