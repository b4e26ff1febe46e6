//! The program: Terraform, or OpenTofu where there is no Terraform.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use semver::Version;
use serde::Deserialize;

use crate::printable::{self, PrintablePath as _};

use super::answer::{Answer, Patience, answer};
use super::error::Error;

/// The variable that names the program.
const VARIABLE: &str = "GELATO_TERRAFORM";

/// The programs that are looked for, in order.
const NAMES: [&str; 2] = ["terraform", "tofu"];

/// How long Terraform may take to say its version: it needs a tenth of a second.
const PATIENCE: Patience = Patience { silent: Duration::from_secs(3), told: Duration::from_secs(27) };

/// How often Terraform and its providers collect garbage. They read a schema of many megabytes at every call, and Go's
/// own setting spends a third of a call on that. <https://go.dev/doc/gc-guide>
const COLLECTION: &str = "GOGC";

/// Some 100 MB more, and a third less time to validate or plan.
const RARELY: &str = "400";

/// A Terraform that is there and new enough.
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
    /// Finds the program: the one that `GELATO_TERRAFORM` names, else `terraform`, else `tofu` on the PATH.
    ///
    /// # Errors
    /// When there is none, or it is older than needed; `why` says in a few words what needs that version.
    pub fn find(needed: &Version, why: &'static str) -> Result<Self, Error> {
        Self::find_telling(needed, why, &mut |_| ())
    }

    /// As [`Program::find`], and tells what is waited for where the program takes long to say its version.
    pub(crate) fn find_telling(needed: &Version, why: &'static str, tell: &mut dyn FnMut(&str)) -> Result<Self, Error> {
        let path = locate(needed)?;
        let version = version_of(&path, tell)?;
        if version < *needed {
            return Err(Error::TooOld { program: path.printable(), found: version, needed: needed.clone(), why });
        }
        Ok(Self { path, version })
    }

    /// Where it is.
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

    /// A call of it, free of what would disturb it.
    pub fn command(&self) -> Command {
        call(&self.path)
    }
}

/// `TF_CLI_CONFIG_FILE` may name a file that is not there; Terraform then warns at every call.
fn call(path: &Path) -> Command {
    let mut command = Command::new(path);
    let config = env::var_os("TF_CLI_CONFIG_FILE");
    if config.is_some_and(|file| !Path::new(&file).is_file()) {
        command.env_remove("TF_CLI_CONFIG_FILE");
    }
    // One folder for several roots has the backend and the providers of the last one.
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
    let answer = answer(command.args(["version", "-json"]).env_remove("TF_CLI_ARGS"), PATIENCE, &mut tell);
    match answer.map_err(|source| Error::Start { program: program.clone(), source })? {
        Answer::Said(out, error) => version_in(&out, &error, program),
        Answer::TooLate => Err(Error::Silent { program, seconds: (PATIENCE.silent + PATIENCE.told).as_secs() }),
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
