//! Files are written whole or not at all, and only when they change.
//!
//! A file is written beside its place and renamed into it: a reader sees the old one or the new one, and whoever
//! watches its time sees no change that is none.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// Makes a file hold these bytes, and its folder if need be. Tells whether it had to be written.
///
/// # Errors
/// When the folder or the file cannot be made: what was there is then as it was.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    if fs::read(path).is_ok_and(|found| found == bytes) {
        return Ok(false);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = temporary(folder)?;
    file.write_all(bytes)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(true)
}

/// A temporary file is its owner's alone; what becomes of this one is everybody's to read.
#[cfg(unix)]
fn temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt as _;
    tempfile::Builder::new().prefix(".gelato-").permissions(fs::Permissions::from_mode(0o644)).tempfile_in(folder)
}

#[cfg(not(unix))]
fn temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new().prefix(".gelato-").tempfile_in(folder)
}
