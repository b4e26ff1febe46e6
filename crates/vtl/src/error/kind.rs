//! The kinds of errors.

use std::error::Error;
use std::fmt;

use super::{Exception, Limit};

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The template does not parse.
    Syntax {
        /// The text at the place.
        found: String,
        /// What the language allows there.
        expected: String,
    },
    /// Velocity or a Java method would have thrown.
    Exception(Exception),
    /// A limit is exceeded.
    Limit(Limit),
}

impl ErrorKind {
    /// The kind in a word: `syntax`, `exception` or `limit`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "syntax",
            Self::Exception(_) => "exception",
            Self::Limit(_) => "limit",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax { found, expected } => write!(f, "unexpected {found}, expected {expected}"),
            Self::Exception(exception) => exception.fmt(f),
            Self::Limit(limit) => write!(f, "{limit} limit exceeded"),
        }
    }
}

impl Error for ErrorKind {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Exception(exception) => exception.source(),
            Self::Syntax { .. } | Self::Limit(_) => None,
        }
    }
}

impl From<Exception> for ErrorKind {
    fn from(exception: Exception) -> Self {
        Self::Exception(exception)
    }
}

impl From<Limit> for ErrorKind {
    fn from(limit: Limit) -> Self {
        Self::Limit(limit)
    }
}
