//! `gelato-local validate-body`: validates one body in a process that can be killed. The runtime calls this.

use std::io::{self, Write as _};
use std::process::ExitCode;

use crate::gateway::body_validation;

/// The command has no arguments: it reads standard input.
#[derive(Debug, clap::Args)]
pub struct Arguments {}

/// Runs the command.
pub(super) fn run() -> ExitCode {
    match body_validation::answer(io::stdin(), io::stdout()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {}", crate::printable::block(&error.to_string()));
            ExitCode::FAILURE
        }
    }
}
