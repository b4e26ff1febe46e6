//! The runtime as a process.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};

use crate::printable::PrintablePath as _;
use crate::project::Project;

use super::super::arguments::LocalArguments;

/// The runtime's name, as Cargo builds it.
const RUNTIME: &str = "gelato-local";

/// How the runtime is started.
pub(super) struct Runtime {
    program: PathBuf,
    command: Command,
}

/// It is not there, or cannot be started.
#[derive(Debug, thiserror::Error)]
#[error(
    "`{program}` cannot be started\n\
     hint: {} builds the local runtime and puts it on the PATH, where `gelato local` finds it; `--runtime PROGRAM` names \
     one that is elsewhere; in Gelato's own repository, `make local` builds it and starts it",
    installation()
)]
pub(super) struct NotStarted {
    program: String,
    source: io::Error,
}

/// The command that installs the runtime. It is built from Gelato's sources: those that this program was built with,
/// where they are still there.
fn installation() -> String {
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/local");
    if package.is_dir() {
        format!("`cargo install --locked --path '{}'`", package.printable())
    } else {
        "`cargo install --locked --path crates/local`, run in a clone of Gelato's repository,".to_owned()
    }
}

impl Runtime {
    /// Over the root of an environment, with zips that run instead of others.
    pub(super) fn of(project: &Project, arguments: &LocalArguments, zips: &[(PathBuf, PathBuf)]) -> Self {
        let program = arguments.runtime.clone().unwrap_or_else(beside);
        let mut command = Command::new(&program);
        command.arg("serve").arg("--root").arg(project.root(&arguments.env));
        for (deployed, instead) in zips {
            let mut zip = deployed.clone().into_os_string();
            zip.push("=");
            zip.push(instead);
            command.arg("--zip").arg(zip);
        }
        command.args(&arguments.rest);
        Self { program, command }
    }

    /// Becomes the runtime; returns only where that fails.
    #[cfg(unix)]
    pub(super) fn replace_this_process(mut self) -> anyhow::Result<ExitCode> {
        use std::os::unix::process::CommandExt as _;
        let source = self.command.exec();
        Err(self.not_started(source).into())
    }

    /// Runs the runtime to its end.
    #[cfg(not(unix))]
    pub(super) fn replace_this_process(mut self) -> anyhow::Result<ExitCode> {
        let status = self.command.status().map_err(|source| self.not_started(source))?;
        Ok(exit_code(status))
    }

    /// Starts it beside this process; it ends with the pipe that this process holds, however this process ends.
    pub(super) fn start(mut self) -> Result<Child, NotStarted> {
        self.command.arg("--until-end-of-input").stdin(Stdio::piped());
        self.command.spawn().map_err(|source| self.not_started(source))
    }

    fn not_started(&self, source: io::Error) -> NotStarted {
        NotStarted { program: self.program.printable(), source }
    }
}

/// The status of a process as one of this process.
pub(super) fn exit_code(status: std::process::ExitStatus) -> ExitCode {
    status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// The runtime beside this program, or the one on the path.
fn beside() -> PathBuf {
    let program = std::env::current_exe().ok().map(|program| program.with_file_name(RUNTIME));
    program.filter(|program| program.is_file()).unwrap_or_else(|| RUNTIME.into())
}
