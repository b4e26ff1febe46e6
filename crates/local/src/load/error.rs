//! Why a configuration cannot be loaded.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use crate::printable::PrintablePath as _;
use crate::resource::Place;

/// An error and its place.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// A file or folder cannot be read.
    #[error("{file}: {source}")]
    Unreadable {
        /// The file or folder.
        file: String,
        /// Why.
        source: Arc<std::io::Error>,
    },
    /// A file has a syntax error.
    #[error("{file}: {message}")]
    Malformed {
        /// The file.
        file: String,
        /// The error, with the line and the column.
        message: String,
    },
    /// A declaration or an expression is invalid.
    #[error("{place}: {message}")]
    Wrong {
        /// Where.
        place: Place,
        /// What was found, and what is allowed.
        message: String,
    },
    /// An expression is valid but has no value here, although it would have one on AWS.
    #[error("{place}: {message}")]
    Unknown {
        /// Where.
        place: Place,
        /// What is unknown.
        message: String,
    },
    /// Several errors.
    #[error("{}", listed(.0))]
    Several(Vec<Error>),
    /// An input is missing or wrong.
    #[error("{0}")]
    Input(String),
}

impl Error {
    pub(super) fn unreadable(file: &Path, source: std::io::Error) -> Self {
        Self::Unreadable { file: file.printable(), source: Arc::new(source) }
    }

    pub(super) fn malformed(file: &Path, message: impl ToString) -> Self {
        Self::Malformed { file: file.printable(), message: message.to_string() }
    }

    pub(super) fn wrong(place: &Place, message: impl Into<String>) -> Self {
        Self::Wrong { place: place.clone(), message: message.into() }
    }

    /// One error, or a list of several without duplicates.
    pub(super) fn of(errors: Vec<Self>) -> Self {
        let mut seen = HashSet::new();
        let mut different = errors;
        different.retain(|error| seen.insert(error.to_string()));
        match different.pop() {
            Some(only) if different.is_empty() => only,
            last => Self::Several(different.into_iter().chain(last).collect()),
        }
    }
}

/// The maximum number of listed errors.
const LISTED: usize = 100;

fn listed(errors: &[Error]) -> String {
    let mut lines: Vec<_> = errors.iter().take(LISTED).map(|error| format!("  {error}")).collect();
    if let Some(more) = errors.len().checked_sub(LISTED).filter(|more| *more > 0) {
        lines.push(format!("  and {more} more"));
    }
    format!("this configuration cannot be evaluated:\n{}", lines.join("\n"))
}
