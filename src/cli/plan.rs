//! `gelato plan`: everything up to date, then what Terraform would change.

use std::process::ExitCode;

use crate::project::Project;
use crate::synth::Service;

use super::arguments::PlanArguments;
use super::color::note;
use super::planning::{Intent, Planning};
use super::prepared::Prepared;

/// The exit status of a plan that would change something, as `terraform plan -detailed-exitcode` has it.
pub(super) const CHANGES: u8 = 2;

/// Runs the command.
pub(super) fn run<S: Service>(service: &S, project: &Project, arguments: &PlanArguments) -> anyhow::Result<ExitCode> {
    let prepared = Prepared::find(project, &arguments.run.env)?;
    prepared.refresh(service, project, arguments.run.sources())?;
    prepared.init()?;
    let planning = Planning {
        intent: Intent::Change,
        allow_replace: &arguments.gate.allow_replace,
        show: &arguments.show,
        rest: &arguments.run.rest,
    };
    if planning.make(&prepared)?.changes {
        note(&format!("saved for `gelato apply --env {} --saved`", prepared.environment.name));
        return Ok(ExitCode::from(CHANGES));
    }
    Ok(ExitCode::SUCCESS)
}
