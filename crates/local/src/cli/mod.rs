//! The command line, one file a command.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::printable;

mod bootstrap;
mod end_of_input;
mod judge_body;
mod reap;
mod render;
mod serve;
mod stop;
mod terminal;
mod values;

/// Runs a storage-first service from its Terraform JSON, on this machine.
#[derive(Debug, Parser)]
#[command(name = "gelato-local", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a Terraform root or a state until told to stop
    Serve(serve::Arguments),
    /// Render mapping templates: one JSON object a line in, one a line out
    Render(render::Arguments),
    /// Become a function's process; the runtime calls this
    #[command(hide = true)]
    Bootstrap(bootstrap::Arguments),
    /// Run a function, and end what it started when it or the runtime is gone; the runtime calls this
    #[command(hide = true)]
    Reap(reap::Arguments),
    /// Validate a body; the runtime calls this
    #[command(hide = true)]
    JudgeBody(judge_body::Arguments),
}

/// Runs the command that the arguments name.
pub fn run() -> ExitCode {
    match parsed().command {
        Command::Serve(arguments) => serve::run(arguments),
        Command::Render(arguments) => render::run(&arguments),
        Command::Bootstrap(arguments) => bootstrap::run(&arguments),
        Command::Reap(arguments) => reap::run(&arguments),
        Command::JudgeBody(_) => judge_body::run(),
    }
}

/// The arguments of this process. Where they are refused, they are parsed once more as messages show them: the message
/// names them, and has its usual form otherwise.
fn parsed() -> Arguments {
    Arguments::try_parse().unwrap_or_else(|error| {
        let arguments: Vec<_> = std::env::args_os().collect();
        let shown = arguments.iter().map(|argument| printable::line(&argument.to_string_lossy()).into_owned());
        Arguments::try_parse_from(shown).err().unwrap_or(error).exit()
    })
}
