//! The command `gelato`, which users install once.
//!
//! It has the commands that need the local runtime or read HCL. All other commands belong to the project's own program,
//! which `gelato` builds with Cargo and then becomes.

mod arguments;
mod convert;
mod hand_over;
mod local;
mod module_bindings;
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
        Command::Convert(settings) => convert::run(&settings),
        Command::Runtime(command) => Ok(command.run()),
        Command::Program(rest) if module_bindings::is_asked_for(&rest) => {
            module_bindings::run(&messages::parse_these(rest), arguments.project.as_deref())
        }
        Command::Program(rest) => hand_over::run(rest, arguments.project.as_deref()),
    }
}
