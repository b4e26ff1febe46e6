//! The empty root of an environment: versions, backend and the AWS provider.
//!
//! <https://developer.hashicorp.com/terraform/language/providers/configuration>

use crate::environment::{Backend as BackendSetting, Environment};
use crate::terraform::{Backend, ProviderConfiguration, Root, Versions};

use super::aws_provider::{AwsProvider, aws_provider_block};
use super::versions::versions;

/// The Terraform versions that support the S3 backend's lock file.
/// <https://developer.hashicorp.com/terraform/language/backend/s3#state-locking>
pub(super) const LOCKFILE_TERRAFORM: &str = ">= 1.10";

/// An empty root for an environment, or for one of its stacks.
#[track_caller]
pub fn environment_root(environment: &Environment, stack: Option<&str>) -> Root {
    let backend = backend(&environment.settings.backend, stack);
    let name = stack.map_or_else(|| environment.name.to_string(), |stack| format!("{}-{stack}", environment.name));
    let root = Root::new(&name, versions_with(&backend), backend);
    root.provider(ProviderConfiguration::with_block("aws", aws_provider_block(environment, &AwsProvider::default())));
    root
}

fn versions_with(backend: &Backend) -> Versions {
    let terraform = match backend {
        Backend::S3 { lockfile: true, .. } => LOCKFILE_TERRAFORM.to_owned(),
        _ => versions().terraform,
    };
    Versions { terraform, ..versions() }
}

fn backend(setting: &BackendSetting, stack: Option<&str>) -> Backend {
    match setting {
        BackendSetting::Local => Backend::Local,
        BackendSetting::S3 { bucket, key, region, lockfile } => Backend::S3 {
            bucket: bucket.to_string(),
            key: stack.map_or_else(|| key.to_string(), |stack| key.of_stack(stack)),
            region: region.to_string(),
            lockfile: *lockfile,
        },
    }
}
