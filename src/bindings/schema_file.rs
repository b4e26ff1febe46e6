//! A provider schema in a file, and the version that it is of.

use std::fs;
use std::path::Path;

use super::error::BindingsError;

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
        let text = fs::read_to_string(path).map_err(|source| BindingsError::file("read", path, source))?;
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        Ok(Self { version: version(&stem).to_owned(), text })
    }
}

/// What follows the last `-` or `_` before a digit, else the whole name.
fn version(stem: &str) -> &str {
    let parts = stem.rsplit(['-', '_']);
    parts.into_iter().find(|part| part.starts_with(|first: char| first.is_ascii_digit())).unwrap_or(stem)
}
