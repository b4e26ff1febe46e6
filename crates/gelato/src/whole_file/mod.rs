//! Files are written whole or not at all, and only when they change.
//!
//! A file is written beside its place and renamed into it: a reader sees the old one or the new one. The same holds for
//! a path that a user names, so what stands there is respected: a symbolic link is followed, the mode is kept, and
//! anything that a rename would destroy rather than update is refused.

mod partial;
mod refusal;
mod target;

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use partial::Partial;
use target::Target;

pub(crate) use partial::remove_leftovers;

/// Makes a file hold these bytes, and creates its folder if need be. Returns whether it had to be written.
///
/// # Errors
/// When the folder or the file cannot be written, or must not be: what was there is then unchanged. The error's text
/// says what stands in the way and what to do.
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
/// When it is not there, is not a regular file, or cannot be read.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    target::check_regular(&fs::metadata(path)?)?;
    fs::read(path)
}

/// As [`read`], for a text.
///
/// # Errors
/// As [`read`], and when it is not UTF-8.
pub(crate) fn read_text(path: &Path) -> io::Result<String> {
    String::from_utf8(read(path)?).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.utf8_error()))
}
