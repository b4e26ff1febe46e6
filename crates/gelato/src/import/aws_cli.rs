//! The AWS CLI, which looks up resources. Linking an SDK and an async runtime for one command would be too much.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::printable::{self, PrintablePath as _};

/// AWS's error codes for missing resources.
const ABSENT: [&str; 5] = ["NotFound", "NoSuch", "NonExistent", "(404)", "does not exist"];

/// The AWS CLI in one region. It caches its answers, because many resources need the same list.
#[derive(Debug)]
pub struct AwsCli {
    program: PathBuf,
    region: String,
    answers: RefCell<BTreeMap<Vec<String>, Option<Value>>>,
}

/// Why AWS cannot be queried.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The AWS CLI is not installed.
    #[error(
        "found no `aws` on the PATH: ids are looked up with the AWS CLI\n\
         hint: install it (docs.aws.amazon.com/cli), or name each id with `--id ADDRESS=ID`"
    )]
    Missing,
    /// It cannot be started.
    #[error("cannot start `{program}`")]
    Start {
        /// The program.
        program: String,
        /// The system's message.
        source: io::Error,
    },
    /// AWS refuses.
    #[error("`aws {arguments}` failed: {said}\nhint: the credentials must be allowed to read what is to be imported")]
    Failed {
        /// Its arguments.
        arguments: String,
        /// Its error output.
        said: String,
    },
    /// Its output is not JSON.
    #[error("`aws {arguments}` printed something that is not JSON")]
    Answer {
        /// Its arguments.
        arguments: String,
        /// The parser's message.
        source: serde_json::Error,
    },
}

impl AwsCli {
    /// Finds the AWS CLI on the PATH.
    ///
    /// # Errors
    /// If it is not installed.
    pub fn find(region: &str) -> Result<Self, Error> {
        let program = which::which("aws").map_err(|_| Error::Missing)?;
        Ok(Self { program, region: region.to_owned(), answers: RefCell::default() })
    }

    /// The output of a command, or `None` if AWS reports a missing resource.
    pub(super) fn ask(&self, arguments: &[&str]) -> Result<Option<Value>, Error> {
        let key: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        if let Some(known) = self.answers.borrow().get(&key) {
            return Ok(known.clone());
        }
        let answer = self.call(arguments)?;
        self.answers.borrow_mut().insert(key, answer.clone());
        Ok(answer)
    }

    fn call(&self, arguments: &[&str]) -> Result<Option<Value>, Error> {
        let mut command = Command::new(&self.program);
        command.args(["--region", &self.region, "--output", "json"]).args(arguments);
        // Version 1 does not read this from the environment for all services.
        if let Some(url) = std::env::var_os("AWS_ENDPOINT_URL").filter(|url| !url.is_empty()) {
            command.arg("--endpoint-url").arg(url);
        }
        // A pager would wait for a key.
        command.env("AWS_PAGER", "");
        let program = || self.program.printable();
        let output = command.output().map_err(|source| Error::Start { program: program(), source })?;
        let said = String::from_utf8_lossy(&output.stderr);
        let told = arguments.join(" ");
        match output.status.success() {
            true if output.stdout.is_empty() => Ok(Some(Value::Null)),
            true => serde_json::from_slice(&output.stdout)
                .map(Some)
                .map_err(|source| Error::Answer { arguments: told, source }),
            false if ABSENT.iter().any(|word| said.contains(word)) => Ok(None),
            false => Err(Error::Failed { arguments: told, said: printable::line(said.trim()) }),
        }
    }
}
