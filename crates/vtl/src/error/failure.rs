//! Errors on their way out: a value or a method does not know its place, and a statement does not know its template.

use super::{Error, ErrorKind, Exception, JsonPathMismatch, Limit, Span};

/// A kind without a place. It is boxed, because every value of a rendering is returned beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem(Box<ErrorKind>);

impl Problem {
    #[cold]
    pub(crate) fn at(self, span: Span) -> Failure {
        Failure::new(*self.0, span)
    }

    pub(crate) fn into_kind(self) -> ErrorKind {
        *self.0
    }
}

impl From<Limit> for Problem {
    #[cold]
    fn from(limit: Limit) -> Self {
        Self(Box::new(ErrorKind::Limit(limit)))
    }
}

impl From<Exception> for Problem {
    #[cold]
    fn from(exception: Exception) -> Self {
        Self(Box::new(ErrorKind::Exception(exception)))
    }
}

impl From<JsonPathMismatch> for Problem {
    #[cold]
    fn from(mismatch: JsonPathMismatch) -> Self {
        Exception::JsonPathMismatch(mismatch).into()
    }
}

/// The early end of statements: an error, or a directive such as `#break`.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It is boxed, because every value of a rendering is returned beside it.
    Error(Box<(ErrorKind, Span)>),
    /// `#break` ends the loop of this number.
    Break(usize),
    /// `#break` ends the block of a `#define`.
    EndBlock,
    /// `#stop`, or `#break` outside of loops, ends the template.
    Stop,
}

impl Failure {
    #[cold]
    pub(crate) fn new(kind: impl Into<ErrorKind>, span: Span) -> Self {
        Self::Error(Box::new((kind.into(), span)))
    }

    pub(crate) fn syntax(found: impl Into<String>, expected: impl Into<String>, span: Span) -> Self {
        Self::new(ErrorKind::Syntax { found: found.into(), expected: expected.into() }, span)
    }

    /// The error in a template. A directive is an error only where nothing is left for it to end.
    pub(crate) fn into_error(self, template: &str, source: &str) -> Error {
        match self {
            Self::Error(details) => Error::new(details.0, details.1, template, source),
            Self::Break(_) | Self::EndBlock | Self::Stop => {
                let kind = Exception::Directive { name: "break", reason: "there is no loop or block to leave" };
                Error::new(kind.into(), Span::default(), template, source)
            }
        }
    }
}
