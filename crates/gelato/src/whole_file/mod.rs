//! Files are written whole or not at all, and only when they change.
//!
//! A file is written beside its path and renamed, so that a reader sees the old or the new content. Paths from users are
//! treated with care: a symbolic link is followed, the mode is kept, and anything that a rename would destroy rather than
//! update is refused.

mod partial;
mod refusal;
mod target;

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use partial::Partial;
use target::Target;

pub(crate) use partial::remove_leftovers;

/// Writes a file and its folder, unless the file already has these bytes. Returns whether it was written.
///
/// # Errors
/// If the folder or the file cannot be written, or must not be. The old content is then unchanged. The error says what
/// is in the way and what to do.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let target = Target::of(path)?;
    remove_leftovers(target.folder());
    if target.holds(bytes) {
        return Ok(false);
    }
    target.check_replaceable()?;
    fs::create_dir_all(target.folder())?;
    target.check_folder()?;
    let mut partial = Partial::in_folder(target.folder(), target.is_new())?;
    partial.file().write_all(bytes)?;
    target.hand_down(partial.file())?;
    partial.become_file(target.path())?;
    Ok(true)
}

/// Reads a file of the project. Anything that is not a regular file is refused, since a FIFO would never end.
///
/// # Errors
/// If it does not exist, is not a regular file, or cannot be read.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    target::check_regular(&fs::metadata(path)?)?;
    fs::read(path)
}

/// Like [`read`], for a text.
///
/// # Errors
/// Like [`read`], and if it is not UTF-8.
pub(crate) fn read_text(path: &Path) -> io::Result<String> {
    String::from_utf8(read(path)?).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.utf8_error()))
}
