//! `gelato-local bootstrap`: becomes a function's process, which ends when the runtime does.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use crate::lambda::end_with_parent;
use crate::printable::{self, PrintablePath as _};

/// The arguments of the command.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The runtime's process id.
    parent: u32,
    /// The function's program.
    program: PathBuf,
}

/// Runs the command, which returns only if it fails.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let error = end_with_parent(arguments.parent, &arguments.program);
    let error = format!("{} cannot be started: {error}", arguments.program.printable());
    let _ = writeln!(io::stderr(), "error: {}", printable::block(&error));
    ExitCode::FAILURE
}
