//! `gelato output`: the outputs of an environment.

use std::process::{ExitCode, ExitStatus};

use crate::project::Project;
use crate::service::Program;

use super::arguments::OutputArguments;
use super::prepared::{Prepared, Wanted};
use super::standard_output::check_open;

/// Runs the command.
pub(super) fn run(program: &Program<'_>, project: &Project, arguments: &OutputArguments) -> anyhow::Result<ExitCode> {
    check_open()?;
    let (stack, workspace) = (arguments.stack.as_deref(), arguments.workspace.as_deref());
    let wanted = Wanted { env: &arguments.env, stack, workspace };
    let prepared = Prepared::find_one_in_aws(program, project, &wanted, "output")?;
    prepared.synthesise(program, project)?;
    prepared.init()?;
    Ok(exit_code(prepared.root().run("output", &arguments.rest)?))
}

/// Terraform's exit status. A signal counts as a failure.
fn exit_code(status: ExitStatus) -> ExitCode {
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    code.map_or(ExitCode::FAILURE, ExitCode::from)
}
