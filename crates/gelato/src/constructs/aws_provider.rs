//! The configurations of the AWS provider: that of an environment, and others in another region or account.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs#argument-reference>

use crate::environment::{AccountId, Environment, Tags, Target};
use crate::terraform::{Block, Expression};

/// The services that a local root calls, by the provider's names for their endpoints.
const LOCAL_SERVICES: [&str; 10] =
    ["apigateway", "cloudwatch", "dynamodb", "iam", "lambda", "logs", "s3", "sns", "sqs", "sts"];

/// The address of the local runtime.
const LOCAL_ENDPOINT: &str = "http://127.0.0.1:3000";

/// Another configuration of the AWS provider: what differs from the environment's own. Its tags are the same.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AwsProvider {
    /// The region, such as `us-east-1`. The default is the environment's.
    pub region: Option<String>,
    /// The role to assume, for another account. An environment on this machine assumes none.
    pub role_arn: Option<String>,
    /// The accounts that it may be used with. The default is the environment's.
    pub allowed_account_ids: Option<Vec<String>>,
}

impl AwsProvider {
    /// The environment's account in another region.
    pub fn in_region(region: &str) -> Self {
        Self { region: Some(region.to_owned()), ..Self::default() }
    }
}

/// The arguments of the environment's own configuration, with those that differ.
pub(crate) fn aws_provider_block(environment: &Environment, other: &AwsProvider) -> Block {
    let settings = &environment.settings;
    let mut block = Block::new();
    block.set("region", other.region.as_deref().unwrap_or(settings.region.as_str()));
    if !settings.tags.is_empty() {
        block.nest("default_tags", [tags(&settings.tags)]);
    }
    match settings.target {
        Target::Aws => account(&mut block, environment, other),
        Target::Local => local(&mut block),
    }
    block
}

fn account(block: &mut Block, environment: &Environment, other: &AwsProvider) {
    let own = environment.settings.allowed_account_ids.iter().map(AccountId::as_str);
    match &other.allowed_account_ids {
        Some(accounts) => block.set("allowed_account_ids", texts(accounts.iter().map(String::as_str))),
        None => block.set("allowed_account_ids", texts(own)),
    }
    if let Some(role) = &other.role_arn {
        block.nest("assume_role", [Block::from_iter([("role_arn", role.as_str().into())])]);
    }
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
