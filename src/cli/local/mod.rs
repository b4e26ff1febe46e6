//! `gelato local`: make everything up to date, and run it on this machine.
//!
//! The runtime is a program of its own, so that this one needs neither an asynchronous runtime nor a database. Without
//! `--watch` this process becomes it, so that signals reach it and nothing is left behind.

mod changes;
mod own_program;
mod runtime;
mod watch;

use std::path::PathBuf;
use std::process::ExitCode;

use crate::environment::{Environment, EnvironmentName};
use crate::project::Project;
use crate::synth::Service;
use crate::terraform_cli::check_variables;

use super::arguments::LocalArguments;
use super::standard_output::print;
use super::{bundle, synth};

use runtime::Runtime;

/// Runs the command.
pub(super) fn run<S: Service>(service: &S, project: &Project, arguments: &LocalArguments) -> anyhow::Result<ExitCode> {
    if arguments.prepare {
        let prepared = prepare(service, project, arguments)?;
        return tell(&prepared);
    }
    if arguments.watch {
        return watch::run(service, project, arguments);
    }
    let prepared = prepare(service, project, arguments)?;
    Runtime::of(project, arguments, &prepared.zips).replace_this_process()
}

/// What was made up to date.
struct Prepared {
    /// The functions' zips that run here instead of those that are deployed: `(deployed, instead)`.
    zips: Vec<(PathBuf, PathBuf)>,
    /// The files that the environment and the functions were made from.
    sources: Vec<PathBuf>,
}

fn prepare<S: Service>(service: &S, project: &Project, arguments: &LocalArguments) -> anyhow::Result<Prepared> {
    let name = EnvironmentName::try_new(&arguments.env)?;
    let environment = Environment::load(&project.environments(), &name)?;
    synth::one(service, project, &environment)?;
    // `--watch` does not hand the runtime's arguments on: there, the runtime has its values already.
    if !arguments.prepare {
        check_variables(&project.root(name.as_str()), &arguments.rest, "--var")?;
    }
    let mut prepared =
        Prepared { zips: Vec::new(), sources: vec![project.environments().join(format!("{name}.toml"))] };
    for function in bundle::native(service, project, &environment)? {
        prepared.sources.extend(function.bundled.sources);
        let deployed = project.bundle(environment.name.as_str(), &function.name);
        if deployed != function.bundled.zip {
            prepared.zips.push((deployed, function.bundled.zip));
        }
    }
    Ok(prepared)
}

/// Tells the sources to whoever watches them: a path a line.
fn tell(prepared: &Prepared) -> anyhow::Result<ExitCode> {
    for source in &prepared.sources {
        print(&format!("{}\n", source.to_string_lossy()))?;
    }
    Ok(ExitCode::SUCCESS)
}
