//! A provider schema in a file, and its version.

use std::path::Path;

use super::error::BindingsError;
use crate::whole_file;

/// A provider schema and its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaFile {
    /// The provider's version, such as `6.69.1`, which is not in the text.
    pub version: String,
    /// The output of `terraform providers schema -json`.
    pub text: String,
}

impl SchemaFile {
    /// Reads a schema. The version is the last part of the file's name: `6.69.1` in `aws-provider-6.69.1.json`.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn read(path: &Path) -> Result<Self, BindingsError> {
        let text = whole_file::read_text(path).map_err(|source| BindingsError::file("read", path, source))?;
        Ok(Self { version: version_of(path), text })
    }
}

/// The part after the last `-` or `_` before a digit, or the whole name.
pub(super) fn version_of(path: &Path) -> String {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let version = stem.rsplit(['-', '_']).find(|part| part.starts_with(|first: char| first.is_ascii_digit()));
    version.map_or_else(|| stem.clone(), str::to_owned)
}
