//! `gelato local`: make everything up to date, and run it on this machine.
//!
//! The runtime is a program of its own, so that this one needs neither an asynchronous runtime nor a database.

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::Context as _;

use crate::environment::{Environment, EnvironmentName};
use crate::project::Project;
use crate::synth::Service;

use super::arguments::LocalArguments;
use super::{bundle, synth};

/// The runtime's name, as Cargo builds it.
const RUNTIME: &str = "gelato-local";

/// Runs the command. Keys and signals reach the runtime itself: both are in the terminal's foreground.
pub(super) fn run<S: Service>(service: &S, project: &Project, arguments: &LocalArguments) -> anyhow::Result<ExitCode> {
    let name = EnvironmentName::try_new(&arguments.env)?;
    let environment = Environment::load(&project.environments(), &name)?;
    synth::one(service, project, &environment)?;
    bundle::all(service, project, &environment)?;
    let runtime = arguments.runtime.clone().unwrap_or_else(beside);
    let root = project.root(environment.name.as_str());
    let status = Command::new(&runtime).arg("serve").arg("--root").arg(root).args(&arguments.rest).status();
    let status = status.with_context(|| {
        let runtime = runtime.display();
        format!("`{runtime}` cannot be started; hint: `cargo build --release --package {RUNTIME}` builds it, and `--runtime` says where it is")
    })?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The runtime beside this program, or the one on the path.
fn beside() -> PathBuf {
    let program = std::env::current_exe().ok().map(|program| program.with_file_name(RUNTIME));
    program.filter(|program| program.is_file()).unwrap_or_else(|| RUNTIME.into())
}
