//! The folder that functions such as `file` read from, and what they read: a change of one of those files is a change
//! of the configuration.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A root's folder, from which relative paths start.
#[derive(Debug)]
pub(super) struct Files {
    folder: PathBuf,
    /// What is read instead of a file.
    instead: Vec<(PathBuf, PathBuf)>,
    read: RefCell<BTreeSet<PathBuf>>,
}

impl Files {
    /// The files of a folder, of which none was read yet.
    pub(super) fn of(folder: &Path, instead: &[(PathBuf, PathBuf)]) -> Self {
        Self { folder: folder.to_owned(), instead: instead.to_vec(), read: RefCell::default() }
    }

    /// The folder.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The bytes of a file.
    pub(super) fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        std::fs::read(self.noted(path)).map_err(|error| format!("{path}: {error}"))
    }

    /// The text of a file.
    pub(super) fn text(&self, path: &str) -> Result<String, String> {
        String::from_utf8(self.read(path)?).map_err(|_| format!("{path}: the file is not UTF-8"))
    }

    /// Whether a file is there.
    pub(super) fn has(&self, path: &str) -> bool {
        self.noted(path).is_file()
    }

    /// Notes that a file made a difference, also where it is not there: it may come.
    pub(super) fn noted(&self, path: &str) -> PathBuf {
        let path = super::instead(&self.instead, self.folder.join(path));
        self.read.borrow_mut().insert(path.clone());
        path
    }

    /// All files that made a difference.
    pub(super) fn all(&self) -> Vec<PathBuf> {
        self.read.borrow().iter().cloned().collect()
    }
}
