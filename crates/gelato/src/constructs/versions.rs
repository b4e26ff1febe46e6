//! The versions that generated configurations work with: Terraform, OpenTofu and the AWS provider.

use crate::terraform::{ProviderRequirement, Versions};

/// The major versions of the AWS provider that a service works with. Every resource is checked against the schema of each.
///
/// Generated structs have what both versions have, whatever a service chooses; `gelato bindings` generates what only one
/// of them has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AwsVersions {
    /// 5.x and 6.x: a module can be used in roots of either.
    #[default]
    Both,
    /// 5.x, from 5.100.0 on.
    Five,
    /// 6.x, from 6.69.1 on.
    Six,
}

impl AwsVersions {
    /// The version constraints of modules and roots.
    pub(crate) fn versions(self) -> Versions {
        let version = match self {
            Self::Both => ">= 5.100.0, < 7.0.0",
            Self::Five => ">= 5.100.0, < 6.0.0",
            Self::Six => ">= 6.69.1, < 7.0.0",
        };
        Versions {
            terraform: ">= 1.5".into(),
            providers: vec![ProviderRequirement::new("aws", "hashicorp/aws", version)],
        }
    }

    /// Gives a root its constraint on the AWS provider.
    pub(crate) fn require(self, versions: &mut Versions) {
        for required in self.versions().providers {
            if let Some(provider) = versions.provider_mut(&required.name) {
                provider.version = required.version;
            }
        }
    }

    /// Whether a version of the provider is one of them.
    pub(crate) fn includes(self, version: &str) -> bool {
        match self {
            Self::Both => true,
            Self::Five => version.starts_with("5."),
            Self::Six => version.starts_with("6."),
        }
    }
}

/// The version constraints of every generated module and root, for both major versions of the AWS provider.
pub fn versions() -> Versions {
    AwsVersions::Both.versions()
}
