//! Moto and the AWS CLI, in a virtual environment of the project: made once, in `.tools`, by whoever comes first.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use gelato::bundle::Digest;

use crate::project_copy::repository;

/// What is installed: the whole of pip's requirements file.
const REQUIREMENTS: &str = include_str!("requirements.txt");

/// With this, a machine without Python or its packages fails the tests rather than telling that they cannot run there.
const REQUIRED: &str = "GELATO_LIFE_CYCLE";

/// The virtual environment's programs; none, after saying so, where it cannot be made on this machine.
pub(super) fn programs() -> Option<PathBuf> {
    match made() {
        Ok(folder) => Some(folder.join("bin")),
        Err(why) if std::env::var_os(REQUIRED).is_some() => panic!("{REQUIRED} is set, and {why}"),
        Err(why) => {
            eprintln!("absent: Terraform's life cycle was not tried, because {why}");
            None
        }
    }
}

/// Every test is a process of its own, so a lock in the file system keeps two from making it at once.
fn made() -> Result<PathBuf, String> {
    let tools = repository().join(".tools");
    let folder = tools.join(format!("moto-{}", &Digest::of(REQUIREMENTS.as_bytes()).hex()[..12]));
    fs::create_dir_all(&tools).map_err(|error| format!("`{}` cannot be made: {error}", tools.display()))?;
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
