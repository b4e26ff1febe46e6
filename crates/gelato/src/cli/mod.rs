//! The command line: arguments become settings, and each command is a function of its settings.
//!
//! Standard output is data, standard error is for people.

mod apply;
mod arguments;
mod bindings;
mod bootstrap;
mod bundle;
mod confirmation;
mod exit_status;
mod import_plan;
mod openapi;
mod output;
mod plan;
mod planning;
mod prepare;
mod prepared;
mod stacks;
mod standard_output;
mod synth;
mod take_over;
mod terraform_arguments;
mod terraform_variables;
mod upstream;
mod workspace;

use std::process::ExitCode;

use crate::service::{Program, Service};
use crate::{messages, temporary_folder};

pub use prepare::{LocalZip, Prepared};

use arguments::{Arguments, Command};
use exit_status::UNREAD;
use standard_output::WriteError;

/// Runs the command line for a service. This is the whole of a user's `main`.
///
/// ```no_run
/// # fn main_of<Shop: gelato::service::Service>(shop: Shop) -> std::process::ExitCode {
/// gelato::run(&shop)
/// # }
/// ```
pub fn run<S: Service>(service: &S) -> ExitCode {
    match dispatch(service, messages::parse_arguments()) {
        Ok(status) => status,
        // The reader closed the pipe, so that there is nobody to report to.
        Err(error) if matches!(error.downcast_ref(), Some(WriteError::ReaderGone)) => ExitCode::from(UNREAD),
        Err(error) => {
            messages::report(&error);
            ExitCode::FAILURE
        }
    }
}

/// A command that needs the local runtime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "this program does not contain the local runtime: `gelato local` runs an environment on this machine\n\
     hint: `cargo install --locked --path crates/cli`, run in a clone of Gelato's repository, installs `gelato`"
)]
struct NeedsLocalRuntime;

/// Writes a text to a file, or to standard output if there is none or it is `-`.
///
/// # Errors
/// If it cannot be written.
pub fn write_text(out: Option<&std::path::PathBuf>, text: &str) -> anyhow::Result<()> {
    standard_output::Destination::of(out).write(text)
}

fn dispatch<S: Service>(service: &S, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let project = arguments.project();
    if arguments.command.starts_programs() {
        temporary_folder::check()?;
    }
    let program = || Program::of(service);
    match arguments.command {
        Command::Synth(settings) => synth::run(&program()?, &project?, &settings),
        Command::Bundle(settings) => bundle::run(&program()?, &project?, &settings),
        Command::Plan(settings) => plan::run(&program()?, &project?, &settings),
        Command::Apply(settings) => apply::apply(&program()?, &project?, &settings),
        Command::Destroy(settings) => apply::destroy(&program()?, &project?, &settings),
        Command::Bootstrap(settings) => bootstrap::run(&program()?, &project?, &settings),
        Command::ImportPlan(settings) => import_plan::run(&program()?, &project?, &settings),
        Command::TakeOver(settings) => take_over::run(&program()?, &project?, &settings),
        Command::Output(settings) => output::run(&program()?, &project?, &settings),
        Command::OpenApi(settings) => openapi::run(&program()?, &project?, &settings),
        Command::Local(_) => Err(NeedsLocalRuntime.into()),
        Command::Prepare(settings) => prepare::run(&program()?, &project?, &settings),
        Command::Bindings(settings) => bindings::run(&settings),
    }
}
