//! The files to convert.

use std::fs;
use std::path::{Path, PathBuf};

use gelato::printable::PrintablePath as _;
use hcl_edit::parser::parse_body;
use hcl_edit::structure::Body;

use crate::json;

/// A file of Terraform's language.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its name in messages.
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) body: Body,
}

/// A file that cannot be converted.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// It cannot be read.
    #[error("cannot read `{0}`\nhint: name files that end in `.tf` or `.tf.json`, or a folder of them")]
    Unreadable(String, #[source] std::io::Error),
    /// A folder without files of Terraform.
    #[error("`{0}` has no files of Terraform; allowed: names that end in `.tf` or `.tf.json`")]
    Empty(String),
    /// It is not HCL.
    #[error("{file}:{line}:{column}: this is not HCL: {message}")]
    Syntax {
        /// The file.
        file: String,
        /// The line, from 1 on.
        line: usize,
        /// The column, from 1 on.
        column: usize,
        /// The parser's message.
        message: String,
    },
    /// It is not Terraform's JSON.
    #[error("{0}: this is not Terraform's JSON: {1}")]
    Json(String, String),
    /// Two things of one address.
    #[error("{second}: `{address}` is declared again\nhint: {first} declares it first; Terraform wants one of a name")]
    Duplicate {
        /// The address.
        address: String,
        /// The place of the first.
        first: String,
        /// The place of the second.
        second: String,
    },
}

impl Source {
    /// Reads files, and the files of folders.
    ///
    /// # Errors
    /// If one cannot be read, or is not HCL.
    pub fn read(paths: &[PathBuf]) -> Result<Vec<Self>, SourceError> {
        let mut files = Vec::new();
        for path in paths {
            if path.is_dir() {
                files.extend(in_folder(path)?);
            } else {
                files.push(path.clone());
            }
        }
        files.iter().map(|path| Self::of_file(path)).collect()
    }

    fn of_file(path: &Path) -> Result<Self, SourceError> {
        let name = path.printable();
        let text = fs::read_to_string(path).map_err(|error| SourceError::Unreadable(name.clone(), error))?;
        Self::parse(&name, text)
    }

    /// Parses a text under the name of a file. A name that ends in `.json` is of Terraform's JSON.
    ///
    /// # Errors
    /// If it is not HCL, or not JSON.
    pub fn parse(name: &str, text: String) -> Result<Self, SourceError> {
        let name = name.to_owned();
        let body = if Path::new(&name).extension().is_some_and(|end| end == "json") {
            json::parse(&text).map_err(|message| SourceError::Json(name.clone(), message))?
        } else {
            parse_body(&text).map_err(|error| SourceError::Syntax {
                file: name.clone(),
                line: error.location().line(),
                column: error.location().column(),
                message: error.message().to_owned(),
            })?
        };
        Ok(Self { name, text, body })
    }

    /// The line of an offset, from 1 on.
    pub(crate) fn line(&self, span: Option<std::ops::Range<usize>>) -> usize {
        span.map_or(0, |span| self.text.get(..span.start).unwrap_or_default().matches('\n').count() + 1)
    }
}

/// The files of a folder, sorted. Terraform reads no folders below it, and override files last, which have no counterpart.
fn in_folder(folder: &Path) -> Result<Vec<PathBuf>, SourceError> {
    let name = || folder.printable();
    let unreadable = |error| SourceError::Unreadable(name(), error);
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let text = path.to_string_lossy();
        if text.ends_with(".tf") || text.ends_with(".tf.json") {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() { Err(SourceError::Empty(name())) } else { Ok(files) }
}
