//! The program: Terraform, or OpenTofu if there is no Terraform.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use semver::Version;
use serde::Deserialize;

use crate::printable::{self, PrintablePath as _};

use super::answer::{Answer, Timeouts, answer};
use super::error::Error;

/// The variable that names the program.
const VARIABLE: &str = "GELATO_TERRAFORM";

/// The candidates, in order.
const NAMES: [&str; 2] = ["terraform", "tofu"];

/// The timeout for printing the version, which takes Terraform a tenth of a second.
const TIMEOUTS: Timeouts = Timeouts { silent: Duration::from_secs(3), reported: Duration::from_secs(27) };

/// The garbage collection setting of Terraform and its providers. They read a schema of many megabytes at every call, and
/// Go's default spends a third of the call on garbage collection. <https://go.dev/doc/gc-guide>
const COLLECTION: &str = "GOGC";

/// It costs some 100 MB of memory, and saves a third of the time to validate or plan.
const RARELY: &str = "400";

/// An installed Terraform that is new enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    path: PathBuf,
    version: Version,
}

#[derive(Deserialize)]
struct VersionAnswer {
    terraform_version: Version,
}

impl Program {
    /// Finds the program: the one that `GELATO_TERRAFORM` names, or else `terraform` or `tofu` on the PATH.
    ///
    /// # Errors
    /// If there is none, or it is too old; `why` is a short reason for the required version.
    pub fn find(needed: &Version, why: &'static str) -> Result<Self, Error> {
        Self::find_telling(needed, why, &mut |_| ())
    }

    /// Like [`Program::find`], and reports if the program takes long to print its version.
    pub(crate) fn find_telling(needed: &Version, why: &'static str, tell: &mut dyn FnMut(&str)) -> Result<Self, Error> {
        let path = locate(needed)?;
        let version = version_of(&path, tell)?;
        if version < *needed {
            return Err(Error::TooOld { program: path.printable(), found: version, needed: needed.clone(), why });
        }
        Ok(Self { path, version })
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its name, such as `terraform`.
    pub fn name(&self) -> String {
        self.path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Its version.
    pub fn version(&self) -> &Version {
        &self.version
    }

    /// A command for it, without environment variables that would disturb it.
    pub fn command(&self) -> Command {
        call(&self.path)
    }
}

/// `TF_CLI_CONFIG_FILE` may name a file that does not exist. Terraform would then warn at every call.
fn call(path: &Path) -> Command {
    let mut command = Command::new(path);
    let config = env::var_os("TF_CLI_CONFIG_FILE");
    if config.is_some_and(|file| !Path::new(&file).is_file()) {
        command.env_remove("TF_CLI_CONFIG_FILE");
    }
    // A shared folder would have the backend and the providers of the last root.
    command.env_remove("TF_DATA_DIR");
    if env::var_os(COLLECTION).is_none() {
        command.env(COLLECTION, RARELY);
    }
    command
}

fn locate(needed: &Version) -> Result<PathBuf, Error> {
    match env::var_os(VARIABLE).filter(|value| !value.is_empty()) {
        Some(named) => which::which(&named).map_err(|_| Error::NotThere { program: lossy(&named) }),
        None => NAMES
            .iter()
            .find_map(|name| which::which(name).ok())
            .ok_or_else(|| Error::Missing { needed: needed.clone() }),
    }
}

fn version_of(path: &Path, tell: &mut dyn FnMut(&str)) -> Result<Version, Error> {
    let program = path.printable();
    let mut tell = || tell(&format!("waiting for `{program} version`"));
    let mut command = call(path);
    let answer = answer(command.args(["version", "-json"]).env_remove("TF_CLI_ARGS"), TIMEOUTS, &mut tell);
    match answer.map_err(|source| Error::Start { program: program.clone(), source })? {
        Answer::Output(out, error) => version_in(&out, &error, program),
        Answer::TooLate => Err(Error::Silent { program, seconds: (TIMEOUTS.silent + TIMEOUTS.reported).as_secs() }),
    }
}

fn version_in(out: &[u8], error: &[u8], program: String) -> Result<Version, Error> {
    let answer: Result<VersionAnswer, _> = serde_json::from_slice(out);
    answer.map(|answer| answer.terraform_version).map_err(|_| {
        let said = String::from_utf8_lossy(out).into_owned() + &String::from_utf8_lossy(error);
        Error::Version { program, said: printable::line(said.trim()) }
    })
}

fn lossy(text: &OsStr) -> String {
    printable::line(&text.to_string_lossy())
}
