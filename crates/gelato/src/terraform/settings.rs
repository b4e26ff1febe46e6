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
    /// The constraint on its version, such as `~> 3.6`.
    pub version: String,
    /// The other configurations that a module gets from its caller.
    pub configuration_aliases: Vec<ProviderName>,
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
    /// A provider by its local name.
    pub fn provider(&self, name: &str) -> Option<&ProviderRequirement> {
        self.providers.iter().find(|provider| provider.name == name)
    }

    /// A provider by its local name, to change it.
    pub(crate) fn provider_mut(&mut self, name: &str) -> Option<&mut ProviderRequirement> {
        self.providers.iter_mut().find(|provider| provider.name == name)
    }

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
    /// A provider by its local name, such as `random`, its source, such as `hashicorp/random`, and the constraint on its
    /// version, such as `~> 3.6`.
    pub fn new(name: &str, source: &str, version: &str) -> Self {
        let (name, source, version) = (name.to_owned(), source.to_owned(), version.to_owned());
        Self { name, source, version, configuration_aliases: Vec::new() }
    }

    fn to_json(&self) -> Json {
        let aliases = self.configuration_aliases.iter().map(|name| Json::from(name.to_string().as_str()));
        let aliases: Vec<_> = aliases.collect();
        let aliases = (!aliases.is_empty()).then_some(("configuration_aliases", Json::Array(aliases)));
        let entries = [("source", Json::from(self.source.as_str())), ("version", Json::from(self.version.as_str()))];
        Json::object(entries.into_iter().chain(aliases))
    }
}

impl ProviderName {
    /// A configuration with an alias: `aws.virginia`.
    pub fn alias(provider: &str, alias: &str) -> Self {
        Self(format!("{provider}.{alias}"))
    }

    /// The default configuration of a provider.
    pub fn default_of(provider: &str) -> Self {
        Self(provider.to_owned())
    }

    /// The default configuration of the provider of a type, which begins with the provider's name.
    pub(crate) fn of_type(kind: &str) -> Self {
        Self(kind.split('_').next().unwrap_or_default().to_owned())
    }

    /// The provider's local name.
    pub fn provider(&self) -> &str {
        self.0.split('.').next().unwrap_or_default()
    }

    /// The alias; `None` for the default configuration.
    pub fn alias_name(&self) -> Option<&str> {
        self.0.split_once('.').map(|(_, alias)| alias)
    }

    /// Whether it is not the default configuration.
    pub fn is_alias(&self) -> bool {
        self.alias_name().is_some()
    }
}

impl Backend {
    /// The name of the local backend's file.
    const STATE_FILE: &'static str = "terraform.tfstate";

    /// The backend's type, and the arguments that say where the state is.
    pub(super) fn location(&self) -> (&'static str, Vec<(&'static str, &str)>) {
        match self {
            Self::Local => ("local", vec![("path", Self::STATE_FILE)]),
            Self::S3 { bucket, key, region, .. } => ("s3", vec![("bucket", bucket), ("key", key), ("region", region)]),
        }
    }

    fn to_json(&self) -> Json {
        let (kind, location) = self.location();
        let mut arguments: Vec<_> = location.into_iter().map(|(name, value)| (name, Json::from(value))).collect();
        if let Self::S3 { lockfile, .. } = self {
            arguments.push(("encrypt", Json::Bool(true)));
            arguments.extend(lockfile.then_some(("use_lockfile", Json::Bool(true))));
        }
        Json::object([(kind, Json::object(arguments))])
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

    /// The same configuration, declared at another place of the program.
    #[must_use]
    pub fn at(self, place: &'static Location<'static>) -> Self {
        Self { place, ..self }
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
