//! `gelato apply` and `gelato destroy`: the plan that was shown is the plan that is applied.

use std::fs;
use std::process::ExitCode;

use crate::plan::stale_zip;
use crate::project::Project;
use crate::service::Program;

use super::arguments::{ApplyArguments, DestroyArguments};
use super::confirmation::confirm;
use super::planning::{self, Intent, PlanEffect, Planning};
use super::prepared::Prepared;
use super::upstream::unapplied;
use crate::called_as::called_as;
use crate::messages::note;

/// No plan was saved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no plan is saved for `{root}`\nhint: `{} plan {options}` saves one", called_as())]
struct NoSavedPlan {
    root: String,
    options: String,
}

/// An environment that must not be destroyed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{environment}` is protected\n\
     hint: where it is really to go, set `protected = false` and `deletion_protection = false` in \
     `environments/{environment}.toml`, apply that, and destroy it then"
)]
struct ProtectedEnvironment {
    environment: String,
}

/// Applies the plan.
pub(super) fn apply(program: &Program<'_>, project: &Project, arguments: &ApplyArguments) -> anyhow::Result<ExitCode> {
    let stacks = Prepared::find_in_aws(program, project, &(&arguments.run).into(), "apply")?;
    if let Some(first) = stacks.first().filter(|_| !arguments.saved) {
        first.refresh(program, project, &arguments.run)?;
    }
    for prepared in &stacks {
        apply_root(prepared, arguments)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Applies the plan of one root.
fn apply_root(prepared: &Prepared, arguments: &ApplyArguments) -> anyhow::Result<()> {
    let planning = Planning::change(&arguments.gate, &arguments.show, &arguments.run);
    let shown = if arguments.saved {
        saved(prepared, &planning)?
    } else {
        prepared.init()?;
        if let Some(unapplied) = unapplied(prepared)? {
            return Err(unapplied.into());
        }
        planning.make(prepared)?
    };
    carry_out(prepared, &shown, arguments.yes, "apply this to")?;
    if shown.overwritten.is_empty() {
        return Ok(());
    }
    note(&format!(
        "to be created again, because the replacement has the same key in AWS: {}",
        shown.overwritten.join(", ")
    ));
    let again = planning.make(prepared)?;
    carry_out(prepared, &again, arguments.yes, "finish this in")
}

/// Destroys everything.
pub(super) fn destroy(
    program: &Program<'_>,
    project: &Project,
    arguments: &DestroyArguments,
) -> anyhow::Result<ExitCode> {
    let stacks = Prepared::find_in_aws(program, project, &(&arguments.run).into(), "destroy")?;
    if let Some(first) = stacks.first() {
        if first.environment.settings.protected {
            return Err(ProtectedEnvironment { environment: first.environment.name.to_string() }.into());
        }
        first.refresh(program, project, &arguments.run)?;
    }
    let planning =
        Planning { intent: Intent::Destroy, allow_replace: &[], show: &arguments.show, rest: &arguments.run.rest };
    // A stack goes before those whose values it uses.
    for prepared in stacks.iter().rev() {
        prepared.init()?;
        let shown = planning.make(prepared)?;
        carry_out(prepared, &shown, arguments.yes, "destroy all of this in")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A plan that was saved before, if it is still the one that was shown.
fn saved(prepared: &Prepared, planning: &Planning<'_>) -> anyhow::Result<PlanEffect> {
    let file = prepared.plan_file();
    if !file.is_file() {
        return Err(NoSavedPlan { root: prepared.name().to_owned(), options: prepared.options() }.into());
    }
    let plan = planning::saved(prepared)?;
    if let Some(stale) = stale_zip(&plan, prepared.folder()) {
        return Err(stale.into());
    }
    planning.show(prepared, &plan)
}

/// Asks, and applies the plan that was shown.
pub(super) fn carry_out(prepared: &Prepared, shown: &PlanEffect, yes: bool, question: &str) -> anyhow::Result<()> {
    let file = prepared.plan_file();
    if !shown.changes {
        note(&format!("`{}`{} is up to date", prepared.name(), prepared.workspace));
        let _ = fs::remove_file(&file);
        return Ok(());
    }
    confirm(prepared, question, yes)?;
    let applied = prepared.root().apply(&file);
    // It is applied or stale: no plan can be applied twice.
    let _ = fs::remove_file(&file);
    Ok(applied?)
}
