//! `gelato-local reap`: runs a function, and ends all processes that it started when it or the runtime has ended.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use rustix::process::{Signal, WaitStatus, getpid, kill_process};

use crate::lambda::reap;
use crate::printable::PrintablePath as _;

/// The arguments of the command.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// This program.
    launcher: PathBuf,
    /// The function's program.
    function: PathBuf,
}

/// Runs the command, which exits as the function does.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    match reap(&arguments.launcher, &arguments.function, io::stdin()) {
        Ok(status) => end_as(status),
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {} cannot be started: {error}", arguments.function.printable());
            ExitCode::FAILURE
        }
    }
}

fn end_as(status: WaitStatus) -> ExitCode {
    if let Some(signal) = status.terminating_signal().and_then(Signal::from_named_raw) {
        // The first signal removes the handler that Rust installs for some signals. The second ends this process.
        let _ = kill_process(getpid(), signal);
        let _ = kill_process(getpid(), signal);
    }
    let code = status.exit_status().and_then(|code| u8::try_from(code).ok());
    code.map_or(ExitCode::FAILURE, ExitCode::from)
}
