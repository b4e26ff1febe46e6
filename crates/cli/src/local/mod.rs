//! `gelato local`: synthesises, builds, and runs an environment on this machine.
//!
//! Without `--watch`, this process is the runtime. With it, the runtime is a child process that ends with this one.

mod changes;
mod preparation;
mod watch;

use std::path::Path;
use std::process::{ExitCode, ExitStatus};

use crate::arguments::LocalArguments;
use crate::program::ProjectProgram;

/// Runs the command.
pub(crate) fn run(arguments: &LocalArguments, project: Option<&Path>) -> anyhow::Result<ExitCode> {
    let program = ProjectProgram::of_project(project)?;
    if arguments.watch {
        return watch::run(&program, arguments);
    }
    let prepared = preparation::prepare(&program, &program.build()?, arguments)?;
    Ok(gelato_local::cli::run(&preparation::runtime_arguments(&prepared, arguments)))
}

/// Converts a child's exit status to an exit code of this process.
pub(crate) fn exit_code(status: ExitStatus) -> ExitCode {
    status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}
