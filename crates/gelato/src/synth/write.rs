//! Writes the files to disk: each completely or not at all, and only if it changed.

use std::fs;
use std::path::{Path, PathBuf};

use crate::printable::PrintablePath as _;
use crate::whole_file;

use super::difference::{Difference, Kind, differences, folders};
use super::disk_error::{DiskError, FileError};
use super::synthesis::Synthesis;

/// The result of a write.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// The files that were created or changed.
    pub written: Vec<PathBuf>,
    /// The files that were removed because nothing describes them any more.
    pub removed: Vec<PathBuf>,
    /// The number of files that were up to date.
    pub unchanged: usize,
}

/// Writes the differences to the project's folder.
///
/// # Errors
/// When a file cannot be written: it then keeps its old contents. Nothing is written when [`differences`] refuses the
/// synthesis.
pub fn write(synthesis: &Synthesis, project: &Path) -> Result<Written, DiskError> {
    let differences = differences(synthesis, project)?;
    for folder in folders(project) {
        whole_file::remove_leftovers(&project.join(folder));
    }
    let mut done = Written { unchanged: synthesis.files.len(), ..Written::default() };
    for Difference { path, kind } in differences {
        match kind {
            Kind::Removed { .. } => {
                remove(&project.join(&path))?;
                done.removed.push(path);
            }
            Kind::Missing { text } | Kind::Changed { text, .. } => {
                replace(&project.join(&path), &text)?;
                done.unchanged -= 1;
                done.written.push(path);
            }
        }
    }
    Ok(done)
}

fn replace(path: &Path, text: &str) -> Result<(), FileError> {
    let failed = |source| FileError { what: "cannot write", path: path.printable(), source };
    whole_file::write(path, text.as_bytes()).map(|_| ()).map_err(failed)
}

fn remove(path: &Path) -> Result<(), FileError> {
    let failed = |source| FileError { what: "cannot remove", path: path.printable(), source };
    fs::remove_file(path).map_err(failed)?;
    // A folder is removed with its last file; one that contains anything else stays.
    let _ = path.parent().map(fs::remove_dir);
    Ok(())
}
