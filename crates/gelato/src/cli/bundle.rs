//! `gelato bundle`: build the functions and zip them, and the assets.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::bundle::{BundleRequest, Bundled, Target, bundle, bundle_asset};
use crate::environment::{self, Environment, EnvironmentName};
use crate::project::Project;
use crate::service::Program;

use super::arguments::BundleArguments;
use crate::messages::note;

/// Runs the command.
pub(super) fn run(program: &Program<'_>, project: &Project, arguments: &BundleArguments) -> anyhow::Result<ExitCode> {
    let name = EnvironmentName::try_new(&arguments.env)?;
    all(program, project, &program.environments(&project.environments()).load(&name)?)?;
    Ok(ExitCode::SUCCESS)
}

/// Bundles every function of the service for an environment.
pub(super) fn all(program: &Program<'_>, project: &Project, environment: &Environment) -> anyhow::Result<()> {
    let target = |function: &str| target(environment, function);
    for_target(program, project, environment.name.as_str(), target)?;
    assets(program, project, environment).map(drop)
}

/// Zips every asset of the service for an environment, and returns the files in them.
pub(super) fn assets(
    program: &Program<'_>,
    project: &Project,
    environment: &Environment,
) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for asset in program.assets() {
        let output = project.bundle(environment.name.as_str(), &asset.bundle_name());
        let bundled = bundle_asset(project.folder(), &asset, &output)?;
        let done = if bundled.rewritten { "zipped" } else { "as it was:" };
        let (count, bytes) = (bundled.files.len(), bundled.bytes);
        note(&format!("{done} `{}`: {count} files, zip {bytes} bytes, sha256 {}", asset.path, bundled.sha256));
        files.extend(bundled.files);
    }
    Ok(files)
}

/// A function and its bundle.
pub(super) struct Function {
    /// Its name.
    pub(super) name: String,
    /// Its bundle.
    pub(super) bundled: Bundled,
}

/// The folder of zips for this machine, of environments whose deployed zips are for AWS.
const NATIVE: &str = "native";

/// Bundles every function of the service for this machine, without changing the zips for AWS.
pub(super) fn native(
    program: &Program<'_>,
    project: &Project,
    environment: &Environment,
) -> anyhow::Result<Vec<Function>> {
    let place = match environment.settings.target {
        environment::Target::Local => environment.name.as_str(),
        environment::Target::Aws => NATIVE,
    };
    for_target(program, project, place, |_| Target::Native)
}

fn for_target(
    program: &Program<'_>,
    project: &Project,
    place: &str,
    target: impl Fn(&str) -> Target,
) -> anyhow::Result<Vec<Function>> {
    let mut made = Vec::new();
    for name in program.functions() {
        let request = BundleRequest {
            folder: project.folder().to_owned(),
            package: name.clone(),
            target: target(&name),
            output: project.bundle(place, &name),
        };
        let bundled = bundle(&request, &mut |line| note(line))?;
        tell(&name, &bundled);
        made.push(Function { name, bundled });
    }
    Ok(made)
}

/// An environment on this machine runs functions built for it, which need no cross compiler.
fn target(environment: &Environment, function: &str) -> Target {
    match environment.settings.target {
        environment::Target::Local => Target::Native,
        environment::Target::Aws => Target::Lambda(environment.function(function).architecture),
    }
}

fn tell(function: &str, bundled: &Bundled) {
    let done = if bundled.rewritten { "bundled" } else { "as it was:" };
    note(&format!(
        "{done} {function} for {}: zip {} bytes, binary {} bytes, sha256 {}",
        bundled.architecture, bundled.bytes, bundled.binary_bytes, bundled.sha256
    ));
}
