//! The empty root of an environment: versions, backend and the AWS provider.
//!
//! <https://developer.hashicorp.com/terraform/language/providers/configuration>

use crate::environment::{AccountId, Backend as BackendSetting, Environment, Tags, Target};
use crate::terraform::{Backend, Block, Expression, ProviderConfiguration, Root, Versions};

use super::versions::versions;

/// The Terraform versions that support the S3 backend's lock file.
/// <https://developer.hashicorp.com/terraform/language/backend/s3#state-locking>
pub(super) const LOCKFILE_TERRAFORM: &str = ">= 1.10";

/// The services that a local root calls, by the provider's names for their endpoints.
const LOCAL_SERVICES: [&str; 10] =
    ["apigateway", "cloudwatch", "dynamodb", "iam", "lambda", "logs", "s3", "sns", "sqs", "sts"];

/// The address of the local runtime.
const LOCAL_ENDPOINT: &str = "http://127.0.0.1:3000";

/// An empty root for an environment.
#[track_caller]
pub fn environment_root(environment: &Environment) -> Root {
    let backend = backend(&environment.settings.backend);
    let root = Root::new(environment.name.as_str(), versions_with(&backend), backend);
    root.provider(ProviderConfiguration::with_block("aws", provider(environment)));
    root
}

fn versions_with(backend: &Backend) -> Versions {
    let terraform = match backend {
        Backend::S3 { lockfile: true, .. } => LOCKFILE_TERRAFORM.to_owned(),
        _ => versions().terraform,
    };
    Versions { terraform, ..versions() }
}

fn backend(setting: &BackendSetting) -> Backend {
    match setting {
        BackendSetting::Local => Backend::Local,
        BackendSetting::S3 { bucket, key, region, lockfile } => Backend::S3 {
            bucket: bucket.to_string(),
            key: key.to_string(),
            region: region.to_string(),
            lockfile: *lockfile,
        },
    }
}

fn provider(environment: &Environment) -> Block {
    let settings = &environment.settings;
    let mut block = Block::new();
    block.set("region", settings.region.as_str());
    if !settings.tags.is_empty() {
        block.nest("default_tags", [tags(&settings.tags)]);
    }
    match settings.target {
        Target::Aws => {
            block.set("allowed_account_ids", texts(settings.allowed_account_ids.iter().map(AccountId::as_str)));
        }
        Target::Local => local(&mut block),
    }
    block
}

fn tags(tags: &Tags) -> Block {
    let mut block = Block::new();
    let entries = tags.iter().map(|(name, value)| (name.to_string(), value.as_str().into())).collect();
    block.set("tags", Expression::Object(entries));
    block
}

fn texts<'a>(texts: impl Iterator<Item = &'a str>) -> Expression {
    Expression::List(texts.map(Expression::from).collect())
}

/// The provider's settings for the local runtime: placeholder credentials, and no calls to AWS.
fn local(block: &mut Block) {
    for name in ["access_key", "secret_key"] {
        block.set(name, "local");
    }
    for name in [
        "skip_credentials_validation",
        "skip_metadata_api_check",
        "skip_region_validation",
        "skip_requesting_account_id",
        // A host name that begins with the bucket's would not resolve to this machine.
        "s3_use_path_style",
    ] {
        block.set(name, true);
    }
    let endpoints = LOCAL_SERVICES.iter().map(|service| ((*service).to_owned(), LOCAL_ENDPOINT.into()));
    block.nest("endpoints", [endpoints.collect::<Block>()]);
}
