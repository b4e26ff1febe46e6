//! Why a configuration cannot be run.

use std::path::{Path, PathBuf};

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

    /// The files that an error is about, so that a watcher can wait for them to change.
    pub fn file(&self) -> Option<PathBuf> {
        match self {
            Self::Unreadable { file, .. } | Self::Malformed { file, .. } => Some(file.into()),
            Self::Wrong { place, .. } => Some(place.file.clone()),
            Self::Input(_) => None,
        }
    }
}
