//! The error of parsing and rendering: its kind, its place in the template and its cause.
//!
//! [`Error`] displays as one line; the alternate form `{:#}` adds the line of the template with carets under the place:
//!
//! ```
//! use std::error::Error as _;
//! use gelato_vtl::error::{ErrorKind, Exception, Limit};
//! use gelato_vtl::{Error, Limits, Template, api_gateway::Request};
//!
//! fn failure(source: &str) -> Error {
//!     let limits = Limits { work: 100_000, ..Limits::default() };
//!     let rendered = Template::parse_with("greeting", source, limits).and_then(|it| it.render(&Request::default()));
//!     rendered.unwrap_err()
//! }
//!
//! let error = failure("#set($names = ['Ada'])\nHello $names[5]!");
//! assert_eq!(error.to_string(), "greeting:2:13: index 5 is out of range for 1 elements");
//! assert_eq!(format!("{error:#}"), format!("{error}\n  | Hello $names[5]!\n  |             ^^^"));
//!
//! // A caller matches on the kind instead of reading the message.
//! let ErrorKind::Exception(Exception::IndexOutOfRange { index, length, .. }) = error.kind() else { panic!("{error}") };
//! assert_eq!((*index, *length), (5, 1));
//! assert_eq!(failure("#foreach($i in [1..999])#foreach($j in [1..999])$j#end#end").kind(), &ErrorKind::Limit(Limit::Work));
//!
//! // Where another library found the fault, its error is the source.
//! let source = failure("$input.body.matches('(')").source().map(ToString::to_string);
//! assert!(source.is_some_and(|source| source.contains("Opening parenthesis without closing parenthesis")));
//! ```

mod cause;
mod exception;
mod excerpt;
mod failure;
mod json_path;
mod kind;
mod limit;

use std::error::Error as StdError;
use std::fmt::{self, Write};

pub use cause::Cause;
pub use exception::{Exception, Refusal, Sequence};
pub use excerpt::excerpt;
pub(crate) use failure::{Failure, Problem};
pub use json_path::{JsonPathError, JsonPathMismatch};
pub use kind::ErrorKind;
pub use limit::Limit;

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
    fn new(kind: ErrorKind, span: Span, template: &str, source: &str) -> Self {
        let start = floor_boundary(source, span.start);
        let end = floor_boundary(source, span.end).max(start);
        let line_start = source[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = source[start..].find('\n').map_or(source.len(), |newline| start + newline);
        let column = source[line_start..start].chars().count() + 1;
        let line = source[..start].matches('\n').count() + 1;
        let width = source[start..end.min(line_end).max(start)].chars().count();
        let excerpt = excerpt(&source[line_start..line_end], column, width);
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
        write!(OneLine(f), "{template}:{line}:{column}: {kind}")?;
        if f.alternate() { write!(f, "\n{excerpt}") } else { Ok(()) }
    }
}

impl StdError for Error {
    /// The cause of the kind, whose own message this error's already has.
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.kind.source()
    }
}

/// Escapes line ends, which the name of a template or the text in a message may have.
struct OneLine<'a, 'f>(&'a mut fmt::Formatter<'f>);

impl Write for OneLine<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for piece in text.split_inclusive(['\n', '\r']) {
            let line = piece.trim_end_matches(['\n', '\r']);
            self.0.write_str(line)?;
            self.0.write_str(match &piece[line.len()..] {
                "" => "",
                "\r" => "\\r",
                _ => "\\n",
            })?;
        }
        Ok(())
    }
}

fn floor_boundary(source: &str, index: usize) -> usize {
    (0..=index.min(source.len())).rev().find(|&index| source.is_char_boundary(index)).unwrap_or(0)
}
