//! The files that functions such as `file` read. A change of one of them is a change of the configuration. Only regular
//! files are read, so that no FIFO or device blocks the runtime, and the amount is limited, so that loading always
//! ends.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::regular_file::{self, BINARY_LIMIT, TEXT_LIMIT};

/// The maximum number of bytes that all functions together read: 16 GiB.
const BYTES: u64 = 16 << 30;
/// The maximum number of directory entries that all functions together visit. A link may point back to its own folder.
const ENTRIES: u64 = 1_000_000;

/// A root's folder, to which paths are relative.
#[derive(Debug)]
pub(super) struct Files {
    folder: PathBuf,
    /// Files that are replaced by others.
    instead: Vec<(PathBuf, PathBuf)>,
    read: RefCell<BTreeSet<PathBuf>>,
    bytes: Cell<u64>,
    entries: Cell<u64>,
}

/// An entry of a folder.
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) is_folder: bool,
}

impl Files {
    /// The files of a folder.
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

    /// The regular files, folders and links to files in a folder; with `follow`, also links to folders.
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

    /// Whether a file exists.
    pub(super) fn has(&self, path: &str) -> bool {
        self.noted(path).is_file()
    }

    /// Records that the configuration depends on a file, even if it does not exist yet.
    pub(super) fn noted(&self, path: &str) -> PathBuf {
        let path = super::instead(&self.instead, self.folder.join(path));
        self.read.borrow_mut().insert(path.clone());
        path
    }

    /// All recorded files.
    pub(super) fn all(&self) -> Vec<PathBuf> {
        self.read.borrow().iter().cloned().collect()
    }
}

fn count(counted: &Cell<u64>, more: u64, limit: u64, what: &str) -> Result<(), String> {
    counted.set(counted.get() + more);
    if counted.get() > limit { Err(format!("more than {limit} {what}, the limit here")) } else { Ok(()) }
}
