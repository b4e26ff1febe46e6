//! The command line, one file a command.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod render;
mod serve;
mod terminal;

/// Runs a storage-first service from its Terraform JSON, on this machine.
#[derive(Debug, Parser)]
#[command(name = "gelato-local", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a Terraform root or a state until told to stop.
    Serve(serve::Arguments),
    /// Render mapping templates: one JSON object a line in, one a line out.
    Render(render::Arguments),
}

/// Runs the command that the arguments name.
pub fn run() -> ExitCode {
    match Arguments::parse().command {
        Command::Serve(arguments) => serve::run(arguments),
        Command::Render(arguments) => render::run(&arguments),
    }
}
