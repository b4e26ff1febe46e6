//! The command `gelato`, which is installed once.
//!
//! It holds what needs the local runtime. Every other command is one of the project's own program, which it builds by
//! Cargo and becomes.

mod arguments;
mod hand_over;
mod local;
mod program;

use std::process::ExitCode;

use gelato::messages;
use mimalloc::MiMalloc;

use arguments::{Arguments, Command};

/// The runtime's allocator; `gelato-local` says why.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    run(messages::parse_arguments()).unwrap_or_else(|error| {
        messages::report(&error);
        ExitCode::FAILURE
    })
}

fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    match arguments.command {
        Command::Local(settings) => local::run(&settings, arguments.project.as_deref()),
        Command::Runtime(command) => Ok(command.run()),
        Command::Program(rest) => hand_over::run(rest, arguments.project.as_deref()),
    }
}
