//! What differs between a synthesis and the disk.
//!
//! A generated file that nothing describes any more is found by the mark in its first lines: only marked files are ever
//! removed or overwritten, and only in folders that are not another service's.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use super::disk_error::{DiskError, FileError};
use super::synthesis::Synthesis;
use crate::printable::PrintablePath as _;
use crate::terraform::Mark;
use crate::whole_file;

/// The folders that generated files stand in.
const FOLDERS: [&str; 2] = ["modules", "terraform"];

/// A file that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Its path below the project's folder.
    pub path: PathBuf,
    /// How it differs.
    pub kind: Kind,
}

/// How a file differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// It is not there.
    Missing {
        /// What it should hold.
        text: String,
    },
    /// It holds something else.
    Changed {
        /// What it holds.
        found: String,
        /// What it should hold.
        text: String,
    },
    /// It is there and nothing describes it.
    Removed {
        /// What it holds.
        found: String,
    },
}

impl Difference {
    /// The difference as a unified diff, from the disk to the synthesis.
    pub fn unified(&self) -> String {
        let name = self.path.printable();
        let (found, text, from, to) = match &self.kind {
            Kind::Missing { text } => ("", text.as_str(), "/dev/null", name.as_str()),
            Kind::Changed { found, text } => (found.as_str(), text.as_str(), name.as_str(), name.as_str()),
            Kind::Removed { found } => (found.as_str(), "", name.as_str(), "/dev/null"),
        };
        TextDiff::from_lines(found, text).unified_diff().header(from, to).to_string()
    }
}

/// What differs between a synthesis and the project's folder.
///
/// # Errors
/// When a file is there and cannot be read, when a person wrote it, or when its folder is another service's.
pub fn differences(synthesis: &Synthesis, project: &Path) -> Result<Vec<Difference>, DiskError> {
    check_owners(synthesis, project)?;
    let mut differences = Vec::new();
    for (path, text) in &synthesis.files {
        let kind = match read(&project.join(path))? {
            None => Kind::Missing { text: text.clone() },
            Some(found) if found == *text => continue,
            Some(found) if Mark::of(&found).is_none() => return Err(DiskError::Unmarked { path: path.clone() }),
            Some(found) => Kind::Changed { found, text: text.clone() },
        };
        differences.push(Difference { path: path.clone(), kind });
    }
    differences.extend(strays(synthesis, project));
    Ok(differences)
}

/// Refuses a synthesis that would write into another service's folders. A folder that does not say whose it is was
/// generated before folders did, and is taken over.
fn check_owners(synthesis: &Synthesis, project: &Path) -> Result<(), DiskError> {
    let folders: BTreeSet<_> = synthesis.files.keys().filter_map(|path| path.parent()).collect();
    for folder in folders {
        let text = read(&project.join(folder).join(Mark::OWNER_FILE))?.unwrap_or_default();
        if let Some(owner) = other_owner(synthesis, &text) {
            let (owner, service, folder) = (owner.to_owned(), synthesis.service.clone(), folder.to_owned());
            return Err(DiskError::OtherService { folder, owner, service });
        }
    }
    Ok(())
}

/// The other service that a folder is generated for, as its file says, where there is one.
fn other_owner<'t>(synthesis: &Synthesis, owner_file: &'t str) -> Option<&'t str> {
    Mark::of(owner_file).and_then(|mark| mark.service).filter(|owner| *owner != synthesis.service)
}

/// Generated files in folders that this synthesis describes, which it does not describe themselves.
fn strays(synthesis: &Synthesis, project: &Path) -> Vec<Difference> {
    let mut strays = Vec::new();
    for path in generated_candidates(synthesis, project) {
        // What cannot be read as a text bears no mark.
        let read = |path: &Path| whole_file::read_text(&project.join(path)).unwrap_or_default();
        let found = read(&path);
        let owner = path.parent().map(|folder| read(&folder.join(Mark::OWNER_FILE))).unwrap_or_default();
        if Mark::of(&found).is_some() && other_owner(synthesis, &owner).is_none() {
            strays.push(Difference { path, kind: Kind::Removed { found } });
        }
    }
    strays
}

fn generated_candidates(synthesis: &Synthesis, project: &Path) -> Vec<PathBuf> {
    let described = |folder: &Path| synthesis.files.keys().any(|path| path.parent() == Some(folder));
    let folders = folders(project).into_iter().filter(|folder| synthesis.complete || described(folder));
    let files = folders.flat_map(|folder| list(&project.join(&folder)).into_iter().map(move |name| folder.join(name)));
    let generated = |path: &PathBuf| path.to_string_lossy().ends_with(".tf.json") || path.ends_with("README.md");
    files.filter(|path| generated(path) && !synthesis.files.contains_key(path)).collect()
}

/// The folders of modules and of roots, those of accounts included.
pub(super) fn folders(project: &Path) -> Vec<PathBuf> {
    let below = |folder: PathBuf| list(&project.join(&folder)).into_iter().map(move |name| folder.join(name));
    let folders = FOLDERS.iter().flat_map(|folder| below(PathBuf::from(folder)));
    // The roots of accounts stand one folder deeper than those of environments.
    folders.flat_map(|folder| below(folder.clone()).chain(std::iter::once(folder))).collect()
}

fn list(folder: &Path) -> Vec<std::ffi::OsString> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<_> = entries.map(|entry| entry.file_name()).collect();
    names.sort();
    names
}

fn read(path: &Path) -> Result<Option<String>, FileError> {
    match whole_file::read_text(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(FileError { what: "cannot read", path: path.printable(), source }),
    }
}
