//! Where an environment's state is kept.
//! <https://developer.hashicorp.com/terraform/language/backend/s3>

use serde::Deserialize;

use super::region::Region;
use super::state_place::{BucketName, StateKey};

/// Where the state is kept.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "BackendTable")]
pub enum Backend {
    /// In a file in the root's folder.
    Local,
    /// In an S3 bucket.
    S3 {
        /// The bucket.
        bucket: BucketName,
        /// The object.
        key: StateKey,
        /// The bucket's region.
        region: Region,
        /// Whether to lock it with a lock file; needs Terraform 1.10.
        lockfile: bool,
    },
}

/// The table in the file. Serde's tagged enums would lose the line of an error inside them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BackendTable {
    #[serde(rename = "type")]
    kind: Kind,
    bucket: Option<BucketName>,
    key: Option<StateKey>,
    region: Option<Region>,
    lockfile: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Local,
    S3,
}

/// A table with a missing or meaningless key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidBackend {
    /// A key is missing.
    #[error("missing field `{0}`: a backend of type `s3` has `bucket`, `key`, `region` and `lockfile`")]
    Missing(&'static str),
    /// A key without meaning.
    #[error("`{0}` has no meaning for a backend of type `local`: remove it, or set `type = \"s3\"`")]
    Meaningless(&'static str),
}

impl BackendTable {
    fn s3(self) -> Result<Backend, InvalidBackend> {
        Ok(Backend::S3 {
            bucket: self.bucket.ok_or(InvalidBackend::Missing("bucket"))?,
            key: self.key.ok_or(InvalidBackend::Missing("key"))?,
            region: self.region.ok_or(InvalidBackend::Missing("region"))?,
            lockfile: self.lockfile.ok_or(InvalidBackend::Missing("lockfile"))?,
        })
    }

    fn local(&self) -> Result<Backend, InvalidBackend> {
        let given = [
            ("bucket", self.bucket.is_some()),
            ("key", self.key.is_some()),
            ("region", self.region.is_some()),
            ("lockfile", self.lockfile.is_some()),
        ];
        let meaningless = given.into_iter().find(|(_, is_given)| *is_given);
        meaningless.map_or(Ok(Backend::Local), |(key, _)| Err(InvalidBackend::Meaningless(key)))
    }
}

impl TryFrom<BackendTable> for Backend {
    type Error = InvalidBackend;

    fn try_from(table: BackendTable) -> Result<Self, InvalidBackend> {
        match table.kind {
            Kind::Local => table.local(),
            Kind::S3 => table.s3(),
        }
    }
}
