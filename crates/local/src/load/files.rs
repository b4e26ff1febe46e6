//! The folder that functions such as `file` read from, and what they read: a change of one of those files is a change
//! of the configuration. Only regular files are read, so that no FIFO or device holds the runtime up, and only so much
//! that the start has an end.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::regular_file::{self, BINARY_LIMIT, TEXT_LIMIT};

/// How many bytes all functions together read: 16 GiB.
const BYTES: u64 = 16 << 30;
/// How many entries of folders all functions together look at. A link may lead back to its own folder.
const ENTRIES: u64 = 1_000_000;

/// A root's folder, from which relative paths start.
#[derive(Debug)]
pub(super) struct Files {
    folder: PathBuf,
    /// What is read instead of a file.
    instead: Vec<(PathBuf, PathBuf)>,
    read: RefCell<BTreeSet<PathBuf>>,
    bytes: Cell<u64>,
    entries: Cell<u64>,
}

/// What is in a folder.
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) is_folder: bool,
}

impl Files {
    /// The files of a folder, of which none was read yet.
    pub(super) fn of(folder: &Path, instead: &[(PathBuf, PathBuf)]) -> Self {
        let (read, bytes, entries) = (RefCell::default(), Cell::default(), Cell::default());
        Self { folder: folder.to_owned(), instead: instead.to_vec(), read, bytes, entries }
    }

    /// The folder.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The bytes of a file.
    pub(super) fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let bytes = regular_file::read(&self.noted(path), BINARY_LIMIT).map_err(|error| format!("{path}: {error}"))?;
        count(&self.bytes, bytes.len() as u64, BYTES, "bytes are read from files")?;
        Ok(bytes)
    }

    /// The text of a file.
    pub(super) fn text(&self, path: &str) -> Result<String, String> {
        let text = regular_file::text(&self.noted(path), TEXT_LIMIT).map_err(|error| format!("{path}: {error}"))?;
        count(&self.bytes, text.len() as u64, BYTES, "bytes are read from files")?;
        Ok(text)
    }

    /// What is in a folder: regular files, folders, and links to files; with `follow`, links to folders too.
    pub(super) fn list(&self, folder: &str, follow: bool) -> Result<Vec<Entry>, String> {
        let unreadable = |error: std::io::Error| format!("{folder}: {error}");
        let mut entries = Vec::new();
        for entry in std::fs::read_dir(self.noted(folder)).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            count(&self.entries, 1, ENTRIES, "entries of folders are looked at")?;
            let path = entry.path();
            let is_folder = path.is_dir() && (follow || !path.is_symlink());
            if is_folder || path.is_file() {
                entries.push(Entry { name: entry.file_name().to_string_lossy().into_owned(), is_folder });
            }
        }
        Ok(entries)
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

fn count(counted: &Cell<u64>, more: u64, limit: u64, what: &str) -> Result<(), String> {
    counted.set(counted.get() + more);
    if counted.get() > limit { Err(format!("more than {limit} {what}, the limit here")) } else { Ok(()) }
}
