//! The folder of environments.

use std::path::Path;

use crate::printable::PrintablePath as _;

use super::error::Error;
use super::name::EnvironmentName;

/// The environments of a folder, sorted by name.
///
/// # Errors
/// When the folder cannot be read, or a file's name is not a valid environment name.
pub fn list(folder: &Path) -> Result<Vec<EnvironmentName>, Error> {
    let failed = |source| Error::Folder { folder: folder.printable(), source };
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            names.push(EnvironmentName::try_new(&path.file_stem().unwrap_or_default().to_string_lossy())?);
        }
    }
    names.sort();
    Ok(names)
}
