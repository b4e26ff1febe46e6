//! Why a configuration cannot be run.

use std::path::Path;

use crate::resource::Place;

/// What is wrong, and where.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder cannot be read.
    #[error("{file}: {source}")]
    Unreadable {
        /// The file or folder.
        file: String,
        /// Why.
        source: std::io::Error,
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
        Self::Unreadable { file: file.display().to_string(), source }
    }

    pub(super) fn malformed(file: &Path, message: impl ToString) -> Self {
        Self::Malformed { file: file.display().to_string(), message: message.to_string() }
    }

    pub(super) fn wrong(place: &Place, message: impl Into<String>) -> Self {
        Self::Wrong { place: place.clone(), message: message.into() }
    }

    /// The only error of a list, or all of them, each once.
    pub(super) fn of(errors: Vec<Self>) -> Self {
        let mut different: Vec<Self> = Vec::new();
        for error in errors {
            let text = error.to_string();
            if different.iter().all(|known| known.to_string() != text) {
                different.push(error);
            }
        }
        match different.pop() {
            Some(only) if different.is_empty() => only,
            last => Self::Several(different.into_iter().chain(last).collect()),
        }
    }
}

fn listed(errors: &[Error]) -> String {
    let lines: Vec<_> = errors.iter().map(|error| format!("  {error}")).collect();
    format!("this configuration has no values that could run:\n{}", lines.join("\n"))
}
