//! A file that is being written beside its final path, and leftovers of killed writers.
//!
//! A writer holds an advisory lock on its file from creation to rename, and the system releases the lock with the
//! process, however it ends. A file of this name that can be locked is therefore a leftover.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

/// The prefix of the names, before random letters and digits.
const PREFIX: &str = ".gelato-";

/// The number of random letters and digits.
const RANDOM: usize = 6;

/// A file that is not at its final path yet. It is removed on drop, unless it gets there.
#[derive(Debug)]
pub(super) struct Partial(NamedTempFile);

impl Partial {
    /// Creates a file with the mode of a new file, or only for the owner until it gets another file's mode.
    pub(super) fn in_folder(folder: &Path, is_new: bool) -> io::Result<Self> {
        loop {
            let partial = temporary(folder, is_new)?;
            // Without a lock, as on some network file systems, leftovers stay.
            let _ = partial.as_file().lock();
            // Another process may have removed it as a leftover before it was locked.
            if is_own(partial.path()) && is_same(partial.as_file(), partial.path()) {
                return Ok(Self(partial));
            }
        }
    }

    /// The file to write to.
    pub(super) fn file(&mut self) -> &mut File {
        self.0.as_file_mut()
    }

    /// Renames it to its final path.
    pub(super) fn become_file(self, path: &Path) -> io::Result<()> {
        self.0.persist(path).map(drop).map_err(|error| error.error)
    }
}

/// Removes leftovers of killed writers from a folder. Those that cannot be removed stay, and do no harm.
pub(crate) fn remove_leftovers(folder: &Path) {
    let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    files.filter(|file| is_own(file)).for_each(|file| remove_leftover(&file));
}

fn remove_leftover(path: &Path) {
    // Only a regular file is opened: a FIFO of this name would never open.
    if !fs::symlink_metadata(path).is_ok_and(|found| found.is_file()) {
        return;
    }
    let Ok(file) = File::open(path) else { return };
    if file.try_lock().is_ok() && is_same(&file, path) {
        let _ = fs::remove_file(path);
    }
}

/// Whether a name is one of these. Random parts are never all lowercase letters, so that `.gelato-config` is not.
fn is_own(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    let random = name.and_then(|name| name.strip_prefix(PREFIX)).unwrap_or_default();
    random.len() == RANDOM
        && random.bytes().all(|letter| letter.is_ascii_alphanumeric())
        && !random.bytes().all(|letter| letter.is_ascii_lowercase())
}

/// Whether an open file is still the one at a path.
#[cfg(unix)]
fn is_same(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let place = |found: &fs::Metadata| (found.dev(), found.ino());
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(open), Ok(named)) => place(&open) == place(&named),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_same(_file: &File, path: &Path) -> bool {
    path.is_file()
}

/// `tempfile` creates files that only their owner can access. A new file gets `rw-rw-rw-` masked by the `umask`.
#[cfg(unix)]
fn temporary(folder: &Path, is_new: bool) -> io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = if is_new { 0o666 } else { 0o600 };
    let permissions = fs::Permissions::from_mode(mode);
    Builder::new().prefix(PREFIX).rand_bytes(RANDOM).permissions(permissions).tempfile_in(folder)
}

#[cfg(not(unix))]
fn temporary(folder: &Path, _is_new: bool) -> io::Result<NamedTempFile> {
    Builder::new().prefix(PREFIX).rand_bytes(RANDOM).tempfile_in(folder)
}
