//! `gelato bundle`: build the functions and zip them.

use std::process::ExitCode;

use crate::bundle::{BundleRequest, Bundled, Target, bundle};
use crate::environment::{self, Environment, EnvironmentName};
use crate::project::Project;
use crate::synth::Service;

use super::arguments::BundleArguments;
use super::color::note;

/// Runs the command.
pub(super) fn run<S: Service>(service: &S, project: &Project, arguments: &BundleArguments) -> anyhow::Result<ExitCode> {
    let name = EnvironmentName::try_new(&arguments.env)?;
    all(service, project, &Environment::load(&project.environments(), &name)?)?;
    Ok(ExitCode::SUCCESS)
}

/// Bundles every function of the service for an environment.
pub(super) fn all<S: Service>(service: &S, project: &Project, environment: &Environment) -> anyhow::Result<()> {
    for function in service.functions() {
        let request = BundleRequest {
            workspace: project.folder().to_owned(),
            package: (*function).to_owned(),
            target: target(environment),
            output: project.bundle(environment.name.as_str(), function),
        };
        tell(function, &bundle(&request, &mut |line| note(line))?);
    }
    Ok(())
}

/// An environment on this machine runs what is built for this machine; no cross tools are needed.
fn target(environment: &Environment) -> Target {
    match environment.settings.target {
        environment::Target::Local => Target::Native,
        environment::Target::Aws => Target::Lambda(environment.settings.function.architecture),
    }
}

fn tell(function: &str, bundled: &Bundled) {
    let done = if bundled.rewritten { "bundled" } else { "as it was:" };
    note(&format!(
        "{done} {function} for {}: zip {} bytes, binary {} bytes, sha256 {}",
        bundled.architecture, bundled.bytes, bundled.binary_bytes, bundled.sha256
    ));
}
