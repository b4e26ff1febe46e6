//! Why generated files cannot be compared with the disk, or brought to it.

use std::io;
use std::path::PathBuf;

use crate::printable::PrintablePath as _;
use crate::terraform::Mark;

/// Why files are not compared or not written.
#[derive(Debug, thiserror::Error)]
pub enum DiskError {
    /// The system refuses.
    #[error(transparent)]
    File(#[from] FileError),
    /// A folder is another service's.
    #[error(
        "`{}` was generated for the service `{owner}`, and this program is the service `{service}`: nothing was written\n\
         hint: give each service a project folder of its own (`--project`); where `{owner}` is the old name of \
         `{service}`, remove `{}/{}` and run the command again",
        .folder.printable(), .folder.printable(), Mark::OWNER_FILE
    )]
    OtherService {
        /// The folder, below the project's.
        folder: PathBuf,
        /// Whose it is.
        owner: String,
        /// Who would write into it.
        service: String,
    },
    /// A file that is not generated stands where a generated one belongs.
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
    /// What was tried.
    pub what: &'static str,
    /// The file.
    pub path: String,
    /// What the system says.
    pub source: io::Error,
}

/// A refusal of our own says what to do; the system does not.
fn hint(source: &io::Error) -> &'static str {
    if source.get_ref().is_some() { "" } else { "\nhint: see who owns the folder and whether it may be written to" }
}
