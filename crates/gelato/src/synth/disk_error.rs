//! Errors of comparing generated files with the disk and of writing them.

use std::io;
use std::path::PathBuf;

use crate::printable::PrintablePath as _;
use crate::terraform::Mark;

/// Why files were not compared or written.
#[derive(Debug, thiserror::Error)]
pub enum DiskError {
    /// The operating system reports an error.
    #[error(transparent)]
    File(#[from] FileError),
    /// A folder belongs to another service.
    #[error(
        "`{}` was generated for the service `{owner}`, and this program is the service `{service}`: nothing was written\n\
         hint: give each service a project folder of its own (`--project`); where `{owner}` is the old name of \
         `{service}`, remove `{}/{}` and run the command again",
        .folder.printable(), .folder.printable(), Mark::OWNER_FILE
    )]
    OtherService {
        /// The folder, below the project's.
        folder: PathBuf,
        /// Its owner.
        owner: String,
        /// The service that would write into it.
        service: String,
    },
    /// A file without the mark has the name of a generated file.
    #[error(
        "`{}` does not have the mark of a generated file, so a person may have written it: nothing was written\n\
         hint: move it to another name or remove it, and run the command again",
        .path.printable()
    )]
    Unmarked {
        /// The file, below the project's folder.
        path: PathBuf,
    },
}

/// A file that could not be read, written or removed.
#[derive(Debug, thiserror::Error)]
#[error("{what} `{path}`{}", hint(.source))]
pub struct FileError {
    /// The attempted operation.
    pub what: &'static str,
    /// The file.
    pub path: String,
    /// The system's error.
    pub source: io::Error,
}

/// The program's own errors already say what to do; the system's do not.
fn hint(source: &io::Error) -> &'static str {
    if source.get_ref().is_some() { "" } else { "\nhint: see who owns the folder and whether it may be written to" }
}
