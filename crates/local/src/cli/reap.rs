//! `gelato-local reap`: ends what functions started when the runtime is gone.

use std::process::ExitCode;

use crate::lambda::reap;

/// What the command takes: nothing, the groups are told on standard input.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {}

/// Runs the command.
pub(super) fn run(_: &Arguments) -> ExitCode {
    reap(std::io::stdin().lock());
    ExitCode::SUCCESS
}
