//! `gelato plan`: updates everything, then shows Terraform's changes.

use std::process::ExitCode;

use crate::project::Project;
use crate::service::Program;

use super::arguments::PlanArguments;
use super::exit_status::CHANGES;
use super::planning::Planning;
use super::prepared::Prepared;
use super::upstream::{self, UnknownValues};
use crate::called_as::called_as;
use crate::environment::Target;
use crate::messages::{note, warn};

/// Runs the command.
pub(super) fn run(program: &Program<'_>, project: &Project, arguments: &PlanArguments) -> anyhow::Result<ExitCode> {
    let stacks = Prepared::find(program, project, &(&arguments.run).into())?;
    if let Some(first) = stacks.first() {
        first.refresh(program, project, &arguments.run)?;
    }
    let planning = Planning::change(&arguments.gate, &arguments.show, &arguments.run);
    let mut changes = false;
    for prepared in &stacks {
        prepared.init()?;
        changes |= plan(&planning, prepared)?;
    }
    Ok(if changes { ExitCode::from(CHANGES) } else { ExitCode::SUCCESS })
}

/// Plans a root. Returns whether anything would change.
fn plan(planning: &Planning<'_>, prepared: &Prepared) -> anyhow::Result<bool> {
    if let Some(unapplied) = upstream::unapplied(prepared)? {
        warn(&format!("{unapplied}\nuntil then, those values are unknown in its plan, which cannot be applied"));
        let _unknown = UnknownValues::of(prepared, &unapplied.stacks)?;
        let effect = planning.make(prepared);
        let _ = std::fs::remove_file(prepared.plan_file());
        return Ok(effect?.changes);
    }
    let effect = planning.make(prepared)?;
    if effect.changes && prepared.environment.settings.target == Target::Aws {
        note(&format!("saved for `{} apply {} --saved`", called_as(), prepared.options()));
    }
    Ok(effect.changes)
}
