//! Writes a file whole or not at all, and only when it changes: whoever watches its time sees no change that is none.

use super::Error;
use std::fs;
use std::io::Write;
use std::path::Path;
use tempfile::Builder;

/// Makes `path` hold `bytes`; tells whether it had to be written.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<bool, Error> {
    if fs::read(path).is_ok_and(|found| found == bytes) {
        return Ok(false);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(Error::file("make", folder))?;
    let mut file = temporary(folder).map_err(Error::file("make a file in", folder))?;
    file.write_all(bytes).map_err(Error::file("write", path))?;
    file.persist(path).map_err(|error| error.error).map_err(Error::file("write", path))?;
    Ok(true)
}

#[cfg(unix)]
fn temporary(folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    Builder::new().permissions(fs::Permissions::from_mode(0o644)).tempfile_in(folder)
}

#[cfg(not(unix))]
fn temporary(folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    Builder::new().tempfile_in(folder)
}
