//! A provider schema in a file, and the version that it is of.

use std::path::Path;

use super::error::BindingsError;
use crate::whole_file;

/// A provider schema, and the version that it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaFile {
    /// The provider's version, such as `6.69.1`; the text itself does not say it.
    pub version: String,
    /// The text that `terraform providers schema -json` writes.
    pub text: String,
}

impl SchemaFile {
    /// Reads a schema. The version is the last part of the file's name: `6.69.1` in `aws-provider-6.69.1.json`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(path: &Path) -> Result<Self, BindingsError> {
        let text = whole_file::read_text(path).map_err(|source| BindingsError::file("read", path, source))?;
        Ok(Self { version: version_of(path), text })
    }
}

/// What follows the last `-` or `_` before a digit, else the whole name.
pub(super) fn version_of(path: &Path) -> String {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let version = stem.rsplit(['-', '_']).find(|part| part.starts_with(|first: char| first.is_ascii_digit()));
    version.map_or_else(|| stem.clone(), str::to_owned)
}
