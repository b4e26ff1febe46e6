//! The one error of the crate: what went wrong, in which template, and where, with the line and a caret under it.

use std::fmt;

/// A range of bytes in a template's source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    pub(crate) fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The template does not parse: something else was expected here.
    Syntax {
        /// What was found.
        found: String,
        /// What would have been right.
        expected: String,
    },
    /// A Java method would have thrown: an index out of range, a bad pattern, a bad path, bad JSON.
    Exception(String),
    /// A limit of [`Limits`](crate::Limits) is exceeded; the text names it.
    Limit(&'static str),
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
            Self::Exception(message) => f.write_str(message),
            Self::Limit(limit) => write!(f, "{limit} limit exceeded"),
        }
    }
}

/// An error of parsing or rendering; API Gateway answers each with status 500.
///
/// ```
/// let error = gelato_vtl::Template::parse("greeting", "Hello #if($x").unwrap_err();
/// assert_eq!((error.template(), error.line(), error.column()), ("greeting", 1, 13));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<Details>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Details {
    kind: ErrorKind,
    template: String,
    span: Span,
    line: usize,
    column: usize,
    excerpt: String,
}

impl Error {
    fn new((kind, span): (ErrorKind, Span), template: &str, source: &str) -> Self {
        let start = floor_boundary(source, span.start);
        let end = floor_boundary(source, span.end).max(start);
        let line_start = source[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = source[start..].find('\n').map_or(source.len(), |newline| start + newline);
        let column = source[line_start..start].chars().count() + 1;
        let line = source[..start].matches('\n').count() + 1;
        let excerpt =
            excerpt(&source[line_start..line_end], column, source[start..end.min(line_end).max(start)].chars().count());
        let span = Span::new(start, end);
        Self(Box::new(Details { kind, template: template.to_owned(), span, line, column, excerpt }))
    }

    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The name the template was parsed under.
    pub fn template(&self) -> &str {
        &self.0.template
    }

    /// Where, in bytes.
    pub fn span(&self) -> Span {
        self.0.span
    }

    /// The line, counted from 1.
    pub fn line(&self) -> usize {
        self.0.line
    }

    /// The character in the line, counted from 1.
    pub fn column(&self) -> usize {
        self.0.column
    }

    /// The line of the template with carets under the place; a long line is cut around it.
    pub fn excerpt(&self) -> &str {
        &self.0.excerpt
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Details { kind, template, line, column, excerpt, .. } = &*self.0;
        write!(f, "{template}:{line}:{column}: {kind}\n{excerpt}")
    }
}

impl std::error::Error for Error {}

/// Why a method or a value fails, before it knows where. It is boxed, because every value of a rendering is returned
/// beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem(Box<ErrorKind>);

impl Problem {
    /// A limit is exceeded.
    #[cold]
    pub(crate) fn limit(limit: &'static str) -> Self {
        Self(Box::new(ErrorKind::Limit(limit)))
    }

    #[cold]
    pub(crate) fn at(self, span: Span) -> Failure {
        Failure::new(*self.0, span)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A Java method would have thrown.
impl From<String> for Problem {
    #[cold]
    fn from(message: String) -> Self {
        Self(Box::new(ErrorKind::Exception(message)))
    }
}

impl From<&str> for Problem {
    #[cold]
    fn from(message: &str) -> Self {
        message.to_owned().into()
    }
}

/// What ends statements early: an error before it knows its template, or a directive.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It is boxed, because every value of a rendering is returned beside it.
    Error(Box<(ErrorKind, Span)>),
    /// `#break`: the loop of this number ends.
    Break(usize),
    /// `#break` in a block of `#define`: the block ends.
    EndBlock,
    /// `#stop`, or `#break` outside of loops: the template ends.
    Stop,
}

impl Failure {
    pub(crate) fn new(kind: ErrorKind, span: Span) -> Self {
        Self::Error(Box::new((kind, span)))
    }

    pub(crate) fn syntax(found: impl Into<String>, expected: impl Into<String>, span: Span) -> Self {
        Self::new(ErrorKind::Syntax { found: found.into(), expected: expected.into() }, span)
    }

    pub(crate) fn exception(message: impl Into<String>, span: Span) -> Self {
        Self::new(ErrorKind::Exception(message.into()), span)
    }

    pub(crate) fn limit(limit: &'static str, span: Span) -> Self {
        Self::new(ErrorKind::Limit(limit), span)
    }

    /// The error; directives are none, for who runs a template has taken them out.
    pub(crate) fn into_error(self, template: &str, source: &str) -> Error {
        match self {
            Self::Error(details) => Error::new(*details, template, source),
            Self::Break(_) | Self::EndBlock | Self::Stop => {
                let kind = ErrorKind::Exception("a directive ends nothing".to_owned());
                Error::new((kind, Span::default()), template, source)
            }
        }
    }
}

fn floor_boundary(source: &str, index: usize) -> usize {
    (0..=index.min(source.len())).rev().find(|&index| source.is_char_boundary(index)).unwrap_or(0)
}

/// A line and carets under a place in it, counted from 1; at most about a hundred characters, and blanks before the
/// carets keep tabs in step.
pub fn excerpt(line: &str, column: usize, width: usize) -> String {
    let skipped = column.saturating_sub(60);
    let shown: String = line.chars().skip(skipped).take(100).filter(|&c| c != '\r').collect();
    let blanks: String = line
        .chars()
        .chain(std::iter::once(' '))
        .skip(skipped)
        .take(column - 1 - skipped)
        .map(|c| if c == '\t' { c } else { ' ' })
        .collect();
    format!("  | {shown}\n  | {blanks}{}", "^".repeat(width.clamp(1, 40)))
}
