//! The commands of the project's own program: `gelato` builds the program and then becomes it.

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use gelato::printable::PrintablePath as _;

use crate::program::ProjectProgram;

/// Builds the program and replaces this process by it. `arguments` start with the command's name.
pub(crate) fn run(arguments: Vec<OsString>, project: Option<&Path>) -> anyhow::Result<ExitCode> {
    let program = ProjectProgram::of_project(project)?;
    let executable = program.build()?;
    let mut command = program.command(&executable);
    command.args(arguments);
    become_it(command).with_context(|| format!("`{}` cannot be started", executable.printable()))
}

/// Replaces this process, so that signals reach the program and its exit status becomes this process's.
#[cfg(unix)]
fn become_it(mut command: std::process::Command) -> std::io::Result<ExitCode> {
    use std::os::unix::process::CommandExt as _;
    Err(command.exec())
}

#[cfg(not(unix))]
fn become_it(mut command: std::process::Command) -> std::io::Result<ExitCode> {
    Ok(crate::local::exit_code(command.status()?))
}
