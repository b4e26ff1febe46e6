//! The error of another library, kept as it is: which library it is may change, so that no public type names it.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// The error underneath an [`ErrorKind`](super::ErrorKind), as `source()` gives it. Two are equal if their messages are.
#[derive(Debug, Clone)]
pub struct Cause(Arc<dyn Error + Send + Sync>);

impl Cause {
    pub(crate) fn new(error: impl Error + Send + Sync + 'static) -> Self {
        Self(Arc::new(error))
    }

    pub(super) fn error(&self) -> &(dyn Error + 'static) {
        &*self.0
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl PartialEq for Cause {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

impl Eq for Cause {}
