//! A file that is being written beside its place, and what is left of one whose writer was killed.
//!
//! A writer holds an advisory lock on its file from creation to rename, and the system releases the lock with the
//! process, however it ends. A file of this name that can be locked is therefore nobody's any more.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

/// What the names begin with; random letters and digits follow.
const PREFIX: &str = ".gelato-";

/// How many random letters and digits there are.
const RANDOM: usize = 6;

/// A file that is not in its place yet. It goes with the value, unless it gets there.
#[derive(Debug)]
pub(super) struct Partial(NamedTempFile);

impl Partial {
    /// Creates one, with the mode that a new file has, or for the owner alone until another file's mode is handed down.
    pub(super) fn in_folder(folder: &Path, is_new: bool) -> io::Result<Self> {
        loop {
            let partial = temporary(folder, is_new)?;
            // Without a lock, as on some network file systems, leftovers stay.
            let _ = partial.as_file().lock();
            // Another process may have taken it for a leftover before the lock was there.
            if is_own(partial.path()) && is_same(partial.as_file(), partial.path()) {
                return Ok(Self(partial));
            }
        }
    }

    /// What the bytes go into.
    pub(super) fn file(&mut self) -> &mut File {
        self.0.as_file_mut()
    }

    /// Takes its place.
    pub(super) fn become_file(self, path: &Path) -> io::Result<()> {
        self.0.persist(path).map(drop).map_err(|error| error.error)
    }
}

/// Removes what writers that were killed left in a folder. What cannot be removed stays: it harms nobody.
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

/// Whether a name is one of these: random ones are never all lowercase letters, so that `.gelato-config` is none.
fn is_own(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    let random = name.and_then(|name| name.strip_prefix(PREFIX)).unwrap_or_default();
    random.len() == RANDOM
        && random.bytes().all(|letter| letter.is_ascii_alphanumeric())
        && !random.bytes().all(|letter| letter.is_ascii_lowercase())
}

/// Whether an open file still stands at a path.
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

/// `tempfile` makes files for their owner alone. A new file gets what the user's `umask` leaves of `rw-rw-rw-`.
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
