//! `prepare`: updates everything that the local runtime needs of an environment.
//!
//! `gelato local` calls this, at the start and after each change, and reads the answer from standard output.

use std::path::PathBuf;
use std::process::ExitCode;

use serde::{Deserialize, Serialize};

use crate::environment::EnvironmentName;
use crate::project::Project;
use crate::service::Program;
use crate::terraform_cli::check_variables;

use super::arguments::PrepareArguments;
use super::stacks::{only, selected};
use super::standard_output::print;
use super::{bundle, synth};

/// The result of the update.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prepared {
    /// The environment's root.
    pub root: PathBuf,
    /// The functions' zips for this machine, in place of the deployed ones.
    pub zips: Vec<LocalZip>,
    /// The source files of the environment and the functions.
    pub sources: Vec<PathBuf>,
}

/// A zip for this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalZip {
    /// The zip that the root names.
    pub deployed: PathBuf,
    /// The zip that runs here.
    pub instead: PathBuf,
}

/// Runs the command.
pub(super) fn run(program: &Program<'_>, project: &Project, arguments: &PrepareArguments) -> anyhow::Result<ExitCode> {
    let name = EnvironmentName::try_new(&arguments.env)?;
    let environments = program.environments(&project.environments());
    let environment = environments.load(&name)?;
    synth::one(program, project, &environment)?;
    let stacks = selected(program, &environment, None)?;
    let stack = only(stacks, name.as_str(), "local", |stack| stack.name.clone())?;
    let root = project.root(&stack.folder);
    check_variables(&root, &arguments.rest, "--var")?;
    let mut sources: Vec<PathBuf> = environments.file_of(&name).into_iter().collect();
    sources.extend(bundle::assets(program, project, &environment)?);
    let mut prepared = Prepared { root, zips: Vec::new(), sources };
    for function in bundle::native(program, project, &environment)? {
        prepared.sources.extend(function.bundled.sources);
        let deployed = project.bundle(name.as_str(), &function.name);
        if deployed != function.bundled.zip {
            prepared.zips.push(LocalZip { deployed, instead: function.bundled.zip });
        }
    }
    print(&format!("{}\n", serde_json::to_string(&prepared)?))?;
    Ok(ExitCode::SUCCESS)
}
