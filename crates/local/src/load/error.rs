//! Why a configuration cannot be run.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use crate::printable::PrintablePath as _;
use crate::resource::Place;

/// What is wrong, and where.
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
    /// A file is not what its name says.
    #[error("{file}: {message}")]
    Malformed {
        /// The file.
        file: String,
        /// Why, with the line and the column.
        message: String,
    },
    /// Something that a file says makes no sense.
    #[error("{place}: {message}")]
    Wrong {
        /// Where.
        place: Place,
        /// What was found, and what is allowed.
        message: String,
    },
    /// Something that a file says has no value here, though it would have one on AWS.
    #[error("{place}: {message}")]
    Unknown {
        /// Where.
        place: Place,
        /// What is not known.
        message: String,
    },
    /// Several things are wrong.
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

    /// The only error of a list, or all of them, each once.
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

/// So many errors are listed; whoever made more mends these first.
const LISTED: usize = 100;

fn listed(errors: &[Error]) -> String {
    let mut lines: Vec<_> = errors.iter().take(LISTED).map(|error| format!("  {error}")).collect();
    if let Some(more) = errors.len().checked_sub(LISTED).filter(|more| *more > 0) {
        lines.push(format!("  and {more} more"));
    }
    format!("this configuration has no values that could run:\n{}", lines.join("\n"))
}
