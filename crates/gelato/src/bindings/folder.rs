//! Updates or compares a folder of generated files.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::BindingsError;
use super::module_file::has_mark;
use crate::messages::note;
use crate::printable::PrintablePath as _;
use crate::whole_file;

/// Whether files are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Stale files are written, and files of types that are no longer requested are removed.
    Write,
    /// Files are only compared.
    Check,
}

/// The treatment of generated files that are not requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOver {
    /// They are removed: the folder has only the requested files.
    Removed,
    /// They are kept: the requested files are added.
    Kept,
}

/// The differences of a folder from its expected content.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Files that were written, or that are stale or missing in check mode.
    pub stale: Vec<PathBuf>,
    /// Generated files of types that are no longer requested: removed, or found in check mode.
    pub left_over: Vec<PathBuf>,
    /// The number of files that are up to date.
    pub current: usize,
}

impl Outcome {
    /// Whether everything was up to date.
    pub fn is_current(&self) -> bool {
        self.stale.is_empty() && self.left_over.is_empty()
    }
}

/// Updates a folder with generated files, or returns its differences.
///
/// Only files with the generator's mark are ever removed or overwritten.
///
/// # Errors
/// If a file cannot be read, written or removed, or if a person's file is in the way, in which case nothing is written.
pub fn update(
    folder: &Path,
    files: &BTreeMap<PathBuf, String>,
    left_over: LeftOver,
    mode: Mode,
) -> Result<Outcome, BindingsError> {
    check_marks(folder, files)?;
    let left_over = match left_over {
        LeftOver::Removed => find_left_over(folder, files)?,
        LeftOver::Kept => Vec::new(),
    };
    if mode == Mode::Write {
        for folder in [folder, &folder.join("data")] {
            whole_file::remove_leftovers(folder);
        }
    }
    let outcome = update_files(folder, files, mode)?;
    if mode == Mode::Write {
        left_over.iter().try_for_each(|path| remove(path))?;
    }
    Ok(Outcome { left_over, ..outcome })
}

/// Refuses to overwrite files that a person may have written.
fn check_marks(folder: &Path, files: &BTreeMap<PathBuf, String>) -> Result<(), BindingsError> {
    for path in files.keys().map(|path| folder.join(path)) {
        match whole_file::read_text(&path) {
            Ok(text) if has_mark(&text) => {}
            Ok(_) => return Err(BindingsError::Unmarked { path }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(source) => return Err(BindingsError::file("read", &path, source)),
        }
    }
    Ok(())
}

/// Compares or updates only these files.
pub(super) fn update_files(
    folder: &Path,
    files: &BTreeMap<PathBuf, String>,
    mode: Mode,
) -> Result<Outcome, BindingsError> {
    let stale: Vec<_> = files.iter().filter(|(path, text)| !is_current(&folder.join(path), text)).collect();
    if mode == Mode::Write {
        stale.iter().try_for_each(|(path, text)| write(&folder.join(path), text))?;
    }
    let current = files.len() - stale.len();
    let stale = stale.into_iter().map(|(path, _)| folder.join(path)).collect();
    Ok(Outcome { stale, left_over: Vec::new(), current })
}

fn is_current(path: &Path, text: &str) -> bool {
    whole_file::read(path).is_ok_and(|present| present == text.as_bytes())
}

/// The generated files in the folder and its `data` folder that are not requested.
fn find_left_over(folder: &Path, files: &BTreeMap<PathBuf, String>) -> Result<Vec<PathBuf>, BindingsError> {
    let mut found = Vec::new();
    for folder in [folder.to_owned(), folder.join("data")].into_iter().filter(|folder| folder.is_dir()) {
        let entries = fs::read_dir(&folder).map_err(|source| BindingsError::file("list", &folder, source))?;
        found.extend(entries.flatten().map(|entry| entry.path()).filter(|path| is_generated(path)));
    }
    found.retain(|path| path.strip_prefix(folder).is_ok_and(|path| !files.contains_key(path)));
    found.sort();
    Ok(found)
}

fn is_generated(path: &Path) -> bool {
    let is_rust = path.extension().is_some_and(|extension| extension == "rs");
    is_rust && whole_file::read_text(path).is_ok_and(|text| has_mark(&text))
}

fn write(path: &Path, text: &str) -> Result<(), BindingsError> {
    let written = whole_file::write(path, text.as_bytes());
    written.map(|_| ()).map_err(|source| BindingsError::file("write", path, source))
}

fn remove(path: &Path) -> Result<(), BindingsError> {
    fs::remove_file(path).map_err(|source| BindingsError::file("remove", path, source))
}

/// Tells people what was done with a folder, or what differs.
pub fn tell(outcome: &Outcome, mode: Mode) {
    let (stale, left_over) = match mode {
        Mode::Check => ("differs:", "left over:"),
        Mode::Write => ("wrote", "removed"),
    };
    for path in &outcome.stale {
        note(&format!("{stale} {}", path.printable()));
    }
    for path in &outcome.left_over {
        note(&format!("{left_over} {}", path.printable()));
    }
    note(&format!("{} files are up to date", outcome.current));
}
