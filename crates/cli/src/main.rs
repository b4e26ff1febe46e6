//! The command `gelato`, which users install once.
//!
//! It has the commands that need the local runtime. All other commands belong to the project's own program, which
//! `gelato` builds with Cargo and then becomes.

mod arguments;
mod hand_over;
mod local;
mod program;

use std::process::ExitCode;

use gelato::messages;
use mimalloc::MiMalloc;

use arguments::{Arguments, Command};

/// The runtime's allocator, chosen for the reason given in `gelato-local`.
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
