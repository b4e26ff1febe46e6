//! The stacks whose values a stack uses: whether they are applied, and a plan where they are not.
//!
//! Terraform cannot plan with the outputs of a state that is not there. An override file, which exists only while the plan
//! is made, replaces them by values that are unknown until the apply.
//! <https://developer.hashicorp.com/terraform/language/files/override>

use std::path::PathBuf;

use anyhow::Context as _;
use serde_json::json;

use crate::called_as::called_as;
use crate::printable::PrintablePath as _;
use crate::service::Upstream;
use crate::whole_file;

use super::prepared::Prepared;

/// The override file, which synthesis removes if a killed run left it.
const FILE: &str = "unapplied_override.tf.json";

/// A stack whose values another one needs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the stack `{stack}` of `{environment}` uses {missing}\n\
     hint: `{program} apply --env {environment}` applies all stacks in order, `--stack {first}` only that one",
    program = called_as()
)]
pub(super) struct Unapplied {
    environment: String,
    stack: String,
    missing: String,
    /// The stacks that are to be applied first.
    pub(super) stacks: Vec<String>,
    first: String,
}

/// What a stack uses and the states of other stacks do not have, if there is anything.
pub(super) fn unapplied(prepared: &Prepared) -> anyhow::Result<Option<Unapplied>> {
    let mut missing = Vec::new();
    let mut stacks = Vec::new();
    for upstream in &prepared.stack.upstream {
        let Upstream { stack, outputs } = upstream;
        let there = prepared.outputs_of(stack)?;
        let absent: Vec<_> = outputs.iter().filter(|output| !there.contains(output)).map(String::as_str).collect();
        if there.is_empty() {
            missing.push(format!("values of `{stack}`, which is not applied"));
        } else if !absent.is_empty() {
            missing.push(format!("`{}` of `{stack}`, which was applied without it", absent.join("`, `")));
        } else {
            continue;
        }
        stacks.push(stack.clone());
    }
    let Some(first) = stacks.first().cloned() else { return Ok(None) };
    Ok(Some(Unapplied {
        environment: prepared.environment.name.to_string(),
        stack: prepared.stack.name.clone().unwrap_or_default(),
        missing: missing.join(", and "),
        stacks,
        first,
    }))
}

/// The override file, which is removed when this is dropped.
pub(super) struct UnknownValues(PathBuf);

impl UnknownValues {
    /// Makes the values of these stacks unknown.
    pub(super) fn of(prepared: &Prepared, stacks: &[String]) -> anyhow::Result<Self> {
        let path = prepared.folder().join(FILE);
        // `timestamp` is unknown in a plan, and `jsondecode` gives it a type that fits any output.
        let unknown = |stack: &String| (stack.clone(), json!("${jsondecode(timestamp())}"));
        let unread = |stack: &String| (stack.clone(), json!({ "count": 0 }));
        let text = json!({
            "//": crate::terraform::Mark { service: None }.to_string(),
            "locals": stacks.iter().map(unknown).collect::<serde_json::Map<_, _>>(),
            "data": { "terraform_remote_state": stacks.iter().map(unread).collect::<serde_json::Map<_, _>>() },
        });
        whole_file::write(&path, format!("{text:#}\n").as_bytes())
            .with_context(|| format!("cannot write `{}`", path.printable()))?;
        Ok(Self(path))
    }
}

impl Drop for UnknownValues {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
