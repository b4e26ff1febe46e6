//! The command line, with one file per command.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::lambda::{FUNCTION, REAPER};
use crate::printable;

mod bootstrap;
mod end_of_input;
mod validate_body;
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

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a Terraform root or a state until a signal stops it
    Serve(serve::Arguments),
    /// Render mapping templates, reading and writing one JSON object per line
    Render(render::Arguments),
    /// Become a function's process; the runtime calls this
    #[command(hide = true, name = FUNCTION)]
    Bootstrap(bootstrap::Arguments),
    /// Run a function, and end its processes when it or the runtime has ended; the runtime calls this
    #[command(hide = true, name = REAPER)]
    Reap(reap::Arguments),
    /// Validate a body; the runtime calls this
    #[command(hide = true)]
    ValidateBody(validate_body::Arguments),
}

/// Runs the command that the arguments name. The first argument is the program's name.
pub fn run(arguments: &[OsString]) -> ExitCode {
    parsed(arguments).command.run()
}

impl Command {
    /// Runs the command.
    pub fn run(self) -> ExitCode {
        match self {
            Self::Serve(arguments) => serve::run(arguments),
            Self::Render(arguments) => render::run(&arguments),
            Self::Bootstrap(arguments) => bootstrap::run(&arguments),
            Self::Reap(arguments) => reap::run(&arguments),
            Self::ValidateBody(_) => validate_body::run(),
        }
    }
}

/// The parsed arguments. Invalid ones are parsed again as printable text, so that clap's message cannot hold control
/// characters.
fn parsed(arguments: &[OsString]) -> Arguments {
    Arguments::try_parse_from(arguments).unwrap_or_else(|error| {
        let shown = arguments.iter().map(|argument| printable::line(&argument.to_string_lossy()).into_owned());
        Arguments::try_parse_from(shown).err().unwrap_or(error).exit()
    })
}
