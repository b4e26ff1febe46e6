//! Moto and the AWS CLI, in a virtual environment in `.tools` that the first test creates.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use gelato::bundle::Digest;

use crate::project_copy::repository;

/// Pip's requirements file.
const REQUIREMENTS: &str = include_str!("requirements.txt");

/// If this variable is set, missing Python or packages fail the tests; otherwise the tests say that they did not run.
const REQUIRED: &str = "GELATO_LIFE_CYCLE";

/// The folder of the virtual environment's programs. If it cannot be created, this says so and returns `None`.
pub(super) fn programs() -> Option<PathBuf> {
    match virtual_environment() {
        Ok(folder) => Some(folder.join("bin")),
        Err(why) if std::env::var_os(REQUIRED).is_some() => panic!("{REQUIRED} is set, and {why}"),
        Err(why) => {
            eprintln!("absent: Terraform's life cycle was not tested, because {why}");
            None
        }
    }
}

/// Creates the virtual environment if necessary. Each test is a separate process, so a file lock keeps two from
/// creating it at once.
fn virtual_environment() -> Result<PathBuf, String> {
    let tools = repository().join(".tools");
    let folder = tools.join(format!("moto-{}", &Digest::of(REQUIREMENTS.as_bytes()).hex()[..12]));
    fs::create_dir_all(&tools).map_err(|error| format!("`{}` cannot be created: {error}", tools.display()))?;
    let lock = File::create(tools.join("moto.lock")).map_err(|error| error.to_string())?;
    lock.lock().map_err(|error| error.to_string())?;
    let ready = folder.join("ready");
    if !ready.is_file() {
        install(&folder)?;
        fs::write(ready, "").map_err(|error| error.to_string())?;
    }
    Ok(folder)
}

fn install(folder: &Path) -> Result<(), String> {
    let _ = fs::remove_dir_all(folder);
    let python = which::which("python3").map_err(|_| "there is no `python3` on the PATH".to_owned())?;
    run(Command::new(python).args(["-m", "venv"]).arg(folder))?;
    let requirements = repository().join("tests/suite/life_cycle/requirements.txt");
    let mut pip = Command::new(folder.join("bin/python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]).arg(requirements);
    run(&mut pip)
}

fn run(command: &mut Command) -> Result<(), String> {
    let failed = |output: &Output| String::from_utf8_lossy(&output.stderr).trim().to_owned();
    match command.output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(format!("{command:?} failed: {}", failed(&output))),
        Err(error) => Err(format!("{command:?} cannot be started: {error}")),
    }
}
