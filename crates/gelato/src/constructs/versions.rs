//! The versions that generated configurations work with: Terraform, OpenTofu and both major versions of the AWS
//! provider in use.

use crate::terraform::{ProviderRequirement, Versions};

/// The version constraints of every generated module and root.
pub fn versions() -> Versions {
    Versions {
        terraform: ">= 1.5".into(),
        providers: vec![ProviderRequirement {
            name: "aws".into(),
            source: "hashicorp/aws".into(),
            version: ">= 5.100.0, < 7.0.0".into(),
        }],
    }
}
