//! Lets the project's program write the files that the runtime needs, and derives the runtime's arguments.

use std::ffi::OsString;
use std::path::Path;
use std::process::Stdio;

use anyhow::Context as _;
use gelato::Prepared;
use gelato::printable::PrintablePath as _;

use crate::arguments::LocalArguments;
use crate::program::ProjectProgram;

/// The program failed; it has printed the error itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this version cannot run: see above")]
struct NotPrepared;

/// Runs the program's `prepare`, which writes the root and builds the functions.
pub(super) fn prepare(
    program: &ProjectProgram,
    executable: &Path,
    arguments: &LocalArguments,
) -> anyhow::Result<Prepared> {
    let mut command = program.command(executable);
    command.args(["prepare", "--env", &arguments.env, "--"]).args(&arguments.rest);
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let output = output.with_context(|| format!("`{}` cannot be started", executable.printable()))?;
    if !output.status.success() {
        return Err(NotPrepared.into());
    }
    serde_json::from_slice(&output.stdout).with_context(|| {
        format!(
            "`{}` gave no valid answer to `prepare`: was it built with this version of gelato?",
            executable.printable()
        )
    })
}

/// The runtime's arguments, starting with its name.
pub(super) fn runtime_arguments(prepared: &Prepared, arguments: &LocalArguments) -> Vec<OsString> {
    let mut all: Vec<OsString> = vec!["gelato".into(), "serve".into(), "--root".into(), prepared.root.clone().into()];
    for zip in &prepared.zips {
        let mut pair = zip.deployed.clone().into_os_string();
        pair.push("=");
        pair.push(&zip.instead);
        all.extend(["--zip".into(), pair]);
    }
    all.extend(arguments.rest.iter().cloned());
    all
}
