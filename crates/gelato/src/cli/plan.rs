//! `gelato plan`: updates everything, then shows Terraform's changes.

use std::process::ExitCode;

use crate::project::Project;
use crate::service::Program;

use super::arguments::PlanArguments;
use super::exit_status::CHANGES;
use super::planning::Planning;
use super::prepared::Prepared;
use crate::called_as::called_as;
use crate::environment::Target;
use crate::messages::note;

/// Runs the command.
pub(super) fn run(program: &Program<'_>, project: &Project, arguments: &PlanArguments) -> anyhow::Result<ExitCode> {
    let prepared = Prepared::find(program, project, &arguments.run.env, arguments.run.workspace.as_deref())?;
    prepared.refresh(program, project, &arguments.run)?;
    prepared.init()?;
    let planning = Planning::change(&arguments.gate, &arguments.show, &arguments.run);
    if planning.make(&prepared)?.changes {
        if prepared.environment.settings.target == Target::Aws {
            note(&format!("saved for `{} apply --env {} --saved`", called_as(), prepared.environment.name));
        }
        return Ok(ExitCode::from(CHANGES));
    }
    Ok(ExitCode::SUCCESS)
}
