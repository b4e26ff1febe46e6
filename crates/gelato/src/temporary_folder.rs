//! The folder for temporary files, which compilers, Terraform and its providers need. If it is missing, each of them
//! reports something else, and none names the variable.

use std::env;
use std::io;
use std::path::PathBuf;

use crate::printable::PrintablePath as _;

/// The folder cannot be used.
#[derive(Debug, thiserror::Error)]
#[error(
    "no file can be created in the folder for temporary files, `{}`, {named}\nhint: {hint}",
    .folder.printable()
)]
pub(crate) struct UnusableFolder {
    folder: PathBuf,
    named: &'static str,
    hint: &'static str,
    source: io::Error,
}

/// Checks that a file can be created there.
pub(crate) fn check() -> Result<(), UnusableFolder> {
    let folder = env::temp_dir();
    tempfile::tempfile_in(&folder).map(drop).map_err(|source| unusable(folder, source))
}

fn unusable(folder: PathBuf, source: io::Error) -> UnusableFolder {
    let (named, hint) = match env::var_os("TMPDIR") {
        Some(_) => ("which TMPDIR names", "create the folder, name another one in TMPDIR, or unset TMPDIR"),
        None => ("which is the system's own", "create the folder, or name another one in TMPDIR"),
    };
    UnusableFolder { folder, named, hint, source }
}
