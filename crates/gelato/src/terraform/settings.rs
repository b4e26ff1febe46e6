//! The `terraform` block and provider configurations: versions, backend, providers.
//!
//! <https://developer.hashicorp.com/terraform/language/terraform>

use std::fmt;
use std::panic::Location;

use super::block::{Argument, Block};
use super::expression::Expression;
use super::json::Json;

/// The versions of Terraform and of the providers that a configuration supports.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Versions {
    /// The constraint on Terraform itself, such as `>= 1.5`.
    pub terraform: String,
    /// The providers, by local name.
    pub providers: Vec<ProviderRequirement>,
}

/// A version of Terraform: its major and its minor number.
pub(super) type MinorVersion = (u32, u32);

/// A provider that a configuration needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderRequirement {
    /// Its local name, such as `aws`.
    pub name: String,
    /// Its source address, such as `hashicorp/aws`.
    pub source: String,
    /// The constraint on its version.
    pub version: String,
}

/// A `provider` block of a root.
///
/// A root may configure a provider several times: once without an `alias`, which is the default, and once for each alias.
/// <https://developer.hashicorp.com/terraform/language/providers/configuration#alias-multiple-provider-configurations>
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderConfiguration {
    /// The provider's local name.
    pub name: String,
    /// Its arguments.
    pub block: Block,
    place: &'static Location<'static>,
}

/// A provider configuration by its name in resources and module calls: `aws`, or `aws.virginia`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProviderName(String);

/// The backend for a root's state.
/// <https://developer.hashicorp.com/terraform/language/backend>
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Backend {
    /// A file beside the root.
    Local,
    /// An object in an S3 bucket. <https://developer.hashicorp.com/terraform/language/backend/s3>
    S3 {
        /// The bucket's name.
        bucket: String,
        /// The object's key.
        key: String,
        /// The bucket's region.
        region: String,
        /// Whether a lock object beside the state guards it, which needs Terraform 1.10.
        lockfile: bool,
    },
}

impl Versions {
    pub(super) fn to_json(&self, backend: Option<&Backend>) -> Json {
        let providers = self.providers.iter().map(|provider| (provider.name.as_str(), provider.to_json()));
        let mut entries = vec![
            ("required_version", Json::from(self.terraform.as_str())),
            ("required_providers", Json::object(providers)),
        ];
        if let Some(backend) = backend {
            entries.push(("backend", backend.to_json()));
        }
        Json::object([("terraform", Json::object(entries))])
    }
}

impl Versions {
    /// The versions, with a Terraform that has what a document uses.
    pub(super) fn having(&self, needed: Option<MinorVersion>) -> Self {
        let required = self.terraform.strip_prefix(">= ").and_then(|version| {
            let (major, minor) = version.split_once('.')?;
            Some((major.parse().ok()?, minor.split('.').next()?.parse().ok()?))
        });
        match (needed, required) {
            (Some(needed), Some(required)) if needed > required => {
                Self { terraform: format!(">= {}.{}", needed.0, needed.1), ..self.clone() }
            }
            _ => self.clone(),
        }
    }
}

impl ProviderRequirement {
    fn to_json(&self) -> Json {
        Json::object([("source", Json::from(self.source.as_str())), ("version", Json::from(self.version.as_str()))])
    }
}

impl Backend {
    fn to_json(&self) -> Json {
        match self {
            Self::Local => Json::object([("local", Json::object([("path", Json::from("terraform.tfstate"))]))]),
            Self::S3 { bucket, key, region, lockfile } => {
                let settings = [
                    ("bucket", Json::from(bucket.as_str())),
                    ("encrypt", Json::Bool(true)),
                    ("key", Json::from(key.as_str())),
                    ("region", Json::from(region.as_str())),
                    ("use_lockfile", Json::Bool(*lockfile)),
                ];
                let written = settings.into_iter().filter(|(name, _)| *lockfile || *name != "use_lockfile");
                Json::object([("s3", Json::object(written))])
            }
        }
    }
}

impl ProviderConfiguration {
    /// A provider with these arguments.
    #[track_caller]
    pub fn new<const N: usize>(name: &str, arguments: [(&str, Expression); N]) -> Self {
        Self::with_block(name, arguments.into_iter().collect())
    }

    /// A provider with arguments and nested blocks.
    #[track_caller]
    pub fn with_block(name: &str, block: Block) -> Self {
        Self { name: name.to_owned(), block, place: Location::caller() }
    }

    /// Its name in resources and module calls.
    pub fn reference(&self) -> ProviderName {
        ProviderName(match self.alias() {
            Some(Expression::Text(alias)) => format!("{}.{alias}", self.name),
            _ => self.name.clone(),
        })
    }

    /// The place in the program.
    pub fn place(&self) -> &'static Location<'static> {
        self.place
    }

    /// The argument `alias`; the default configuration has none.
    pub(super) fn alias(&self) -> Option<&Expression> {
        match self.block.get("alias") {
            Some(Argument::Value(alias)) => Some(alias),
            _ => None,
        }
    }
}

impl fmt::Display for ProviderName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
