//! Shell variables that change Terraform's behaviour behind this program's back.
//! <https://developer.hashicorp.com/terraform/cli/config/environment-variables>

use std::ffi::OsString;

use super::terraform_arguments;
use crate::messages::note;

/// Arguments that Terraform adds to every command, or to the command whose name follows.
const ADDED: &str = "TF_CLI_ARGS";

/// Terraform's own folder in every root.
const DATA_FOLDER: &str = "TF_DATA_DIR";

/// The level and the destination of Terraform's log.
const LOG: [&str; 3] = ["TF_LOG", "TF_LOG_CORE", "TF_LOG_PROVIDER"];
const LOG_FILE: &str = "TF_LOG_PATH";

/// Refuses variables that would change a plan after it was shown, and reports those that have unusual effects.
pub(super) fn check() -> anyhow::Result<()> {
    for (name, value) in added() {
        let arguments: Vec<String> = value.split_whitespace().map(str::to_owned).collect();
        terraform_arguments::check(&arguments).map_err(|error| error.context(format!("{name} cannot be used")))?;
        note(&format!("{name} adds `{value}` to what Terraform is called with"));
    }
    if is_set(DATA_FOLDER) {
        note(&format!("{DATA_FOLDER} is not used: every root keeps Terraform's data in its own `.terraform`"));
    }
    if LOG.into_iter().any(is_set) && !is_set(LOG_FILE) {
        note(&format!("Terraform logs to standard error, which is shown only after an error: {LOG_FILE} names a file"));
    }
    Ok(())
}

fn added() -> Vec<(String, String)> {
    let text = |text: OsString| text.to_string_lossy().into_owned();
    let all = std::env::vars_os().map(|(name, value)| (text(name), text(value)));
    let is_added = |name: &str| name == ADDED || name.strip_prefix(ADDED).is_some_and(|rest| rest.starts_with('_'));
    let mut added: Vec<_> = all.filter(|(name, value)| is_added(name) && !value.trim().is_empty()).collect();
    added.sort();
    added
}

fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}
