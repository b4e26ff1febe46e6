//! Objects that Terraform puts into a bucket.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_object>

use crate::aws::{S3Object, S3ObjectRequired};
use crate::constructs::asset::Asset;
use crate::modules::ModuleScope;
use crate::terraform::{Address, Addressed as _};

use super::bucket::Bucket;

impl Bucket {
    /// Puts an asset's zip into this bucket under a key, and again whenever one of its files changes.
    #[track_caller]
    pub fn put_asset(&self, module: &ModuleScope, id: &str, key: &str, asset: &Asset) -> Address {
        let object = S3Object {
            content_type: Some("application/zip".into()),
            source: Some(asset.path()),
            source_hash: Some(asset.hash()),
            ..S3Object::new(S3ObjectRequired { bucket: self.name(), key: key.into() })
        };
        module.resource(id, object).address().clone()
    }
}
