//! The bootstrap: resources that exist once per account and region, before any environment. They have a separate root,
//! so that no environment can destroy what another needs.
//!
//! They are the bucket for Terraform's states, API Gateway's role for logs, the SMS preferences and, optionally, the
//! role of a CI.

mod ci_role;
mod gateway_logs;
mod state_bucket;

use crate::aws::SnsSmsPreferences;
use crate::environment::{Account, Backend as BackendSetting, Environment, Target};
use crate::terraform::{Backend, Block, Expression, ProviderConfiguration, Root, Versions};

use super::versions::versions;

/// The key of the bootstrap's own state, in the bucket that it creates.
const KEY: &str = "bootstrap.tfstate";

/// The root for an environment's account and region; `None` for an environment on this machine.
pub fn bootstrap_root(environment: &Environment) -> Option<Root> {
    let settings = &environment.settings;
    let account = settings.allowed_account_ids.first().filter(|_| settings.target == Target::Aws)?;
    let bucket = bucket(&settings.backend, account.as_str(), settings.region.as_str());
    let lockfile = matches!(settings.backend, BackendSetting::S3 { lockfile: true, .. });
    let backend =
        Backend::S3 { bucket: bucket.clone(), key: KEY.into(), region: settings.region.to_string(), lockfile };
    let name = format!("bootstrap/{account}-{}", settings.region);
    let root = Root::new(&name, versions_with(lockfile), backend);
    root.provider(ProviderConfiguration::with_block("aws", provider(environment)));
    state_bucket::declare(&root, &bucket);
    gateway_logs::declare(&root, settings.region.as_str());
    declare_account(&root, &settings.account);
    Some(root)
}

/// The bucket that the environment names, or the default name.
fn bucket(backend: &BackendSetting, account: &str, region: &str) -> String {
    match backend {
        BackendSetting::S3 { bucket, .. } => bucket.to_string(),
        BackendSetting::Local => format!("gelato-state-{account}-{region}"),
    }
}

fn versions_with(lockfile: bool) -> Versions {
    let terraform =
        if lockfile { super::environment_root::LOCKFILE_TERRAFORM.to_owned() } else { versions().terraform };
    Versions { terraform, ..versions() }
}

fn provider(environment: &Environment) -> Block {
    let settings = &environment.settings;
    let accounts = settings.allowed_account_ids.iter().map(|account| Expression::from(account.as_str())).collect();
    let mut block = Block::new();
    block.set("region", settings.region.as_str());
    block.set("allowed_account_ids", Expression::List(accounts));
    block
}

fn declare_account(root: &Root, account: &Account) {
    if let Some(limit) = account.sms_monthly_spend_limit_usd {
        // AWS delivers transactional messages with priority; promotional ones are cheaper and may not arrive.
        let preferences = SnsSmsPreferences {
            default_sms_type: Some("Transactional".into()),
            monthly_spend_limit: Some(limit.into()),
            ..SnsSmsPreferences::default()
        };
        root.resource("messages", preferences);
    }
    if let Some(repository) = &account.ci_repository {
        ci_role::declare(root, repository, &account.ci_policies);
    }
}
