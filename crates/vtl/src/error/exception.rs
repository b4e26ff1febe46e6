//! The exceptions that end a rendering on API Gateway, with the values that caused them.

use std::error::Error;
use std::fmt;

use super::{Cause, JsonPathError, JsonPathMismatch};

/// An exception of Velocity, or of a Java method that a template calls.
///
/// A division by zero is not among them: it is null, and a method that does not exist gives nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Exception {
    /// A directive cannot run.
    Directive {
        /// Its name, such as `include`.
        name: &'static str,
        /// Why not.
        reason: &'static str,
    },
    /// A list or map changed while `#foreach` iterated over it.
    CollectionChanged,
    /// An index outside of a list, array or string.
    IndexOutOfRange {
        /// The index.
        index: i32,
        /// The number of elements, or of UTF-16 units in a string.
        length: usize,
        /// What it indexes.
        sequence: Sequence,
    },
    /// A range that ends before it starts.
    ReversedRange {
        /// The index of its start.
        from: i32,
        /// The index of its end.
        to: i32,
        /// What it is a range of.
        sequence: Sequence,
    },
    /// A negative index into a value without a size.
    NegativeIndex {
        /// The Java type of the value, such as `String`.
        receiver: &'static str,
    },
    /// A method refuses its arguments.
    Method {
        /// The Java type of the value that it is called on, such as `String`, or `$util`.
        receiver: &'static str,
        /// Its name.
        method: String,
        /// Why it refuses them.
        refusal: Refusal,
    },
    /// A text is not a `JSONPath`.
    InvalidJsonPath {
        /// The text.
        path: String,
        /// What is wrong with it.
        cause: JsonPathError,
    },
    /// A `JSONPath` does not fit the document.
    JsonPathMismatch(JsonPathMismatch),
    /// A text is not a regular expression, or one that compiles to more than the engine allows.
    InvalidPattern {
        /// The text.
        pattern: String,
        /// The error of the regular expression engine.
        cause: Cause,
    },
    /// A regular expression needs more steps than the engine allows for a text of this length.
    SlowPattern {
        /// The regular expression.
        pattern: String,
        /// The error of the engine, unless the length alone rules the pattern out.
        cause: Option<Cause>,
    },
    /// The replacement of `replaceAll` or `replaceFirst` refers to a group that the pattern does not have.
    UnknownGroup {
        /// The replacement from the reference on.
        reference: String,
    },
    /// The replacement of `replaceAll` or `replaceFirst` ends in a backslash.
    UnfinishedReplacement,
}

/// What an index counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Sequence {
    /// The elements of a list or array.
    List,
    /// The UTF-16 units of a string.
    String,
}

/// Why a method refuses its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// An argument is null (`NullPointerException`).
    NullArgument,
    /// The argument is of another class (`ClassCastException`).
    OtherClass,
    /// The array holds strings, and the argument is not one (`ArrayStoreException`).
    NotAString,
    /// The collection cannot change (`UnsupportedOperationException`).
    FixedCollection,
    /// The iterator is at its end (`NoSuchElementException`).
    NoMoreElements,
    /// The text is not a number of the class (`NumberFormatException`).
    NotANumber {
        /// The text.
        text: String,
        /// What it should be: an `integer` or a `number`.
        expected: &'static str,
    },
    /// A conversion of `String.format` cannot be done (`IllegalFormatException`).
    Format {
        /// Why not.
        reason: String,
    },
    /// `$util.urlDecode` finds a `%` without two hexadecimal digits.
    InvalidUrlEncoding,
    /// `$util.base64Decode` is given something else.
    InvalidBase64(Cause),
    /// `$util.parseJson` is given something else.
    InvalidJson {
        /// The place in the text.
        place: String,
        /// The error of the JSON parser, where it is one of its.
        cause: Option<Cause>,
    },
}

impl Exception {
    pub(crate) fn method(receiver: &'static str, method: &str, refusal: Refusal) -> Self {
        Self::Method { receiver, method: method.to_owned(), refusal }
    }
}

impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directive { reason, .. } => f.write_str(reason),
            Self::CollectionChanged => f.write_str("the collection was changed while `#foreach` iterates over it"),
            Self::IndexOutOfRange { index, length, sequence: Sequence::List } => {
                write!(f, "index {index} is out of range for {length} elements")
            }
            Self::IndexOutOfRange { index, length, sequence: Sequence::String } => {
                write!(f, "string index out of range: {index} of {length} characters")
            }
            Self::ReversedRange { from, to, sequence: Sequence::List } => {
                write!(f, "list index out of range: {from} is after {to}")
            }
            Self::ReversedRange { from, to, sequence: Sequence::String } => {
                write!(f, "string index out of range: {from} is after {to}")
            }
            Self::NegativeIndex { .. } => f.write_str("a negative index needs a list or a map"),
            Self::Method { method, refusal, .. } => refusal.describe(method, f),
            Self::InvalidJsonPath { path, .. } if path.is_empty() => f.write_str("the JSONPath is empty"),
            Self::InvalidJsonPath { path, .. } => write!(f, "bad JSONPath `{path}`"),
            Self::JsonPathMismatch(mismatch) => mismatch.fmt(f),
            Self::InvalidPattern { pattern, cause } => write!(f, "bad pattern `{pattern}`: {cause}"),
            Self::SlowPattern { pattern, .. } => {
                write!(f, "the pattern `{pattern}` takes too many steps on this text")
            }
            Self::UnknownGroup { reference } => write!(f, "the replacement names an unknown group: `{reference}`"),
            Self::UnfinishedReplacement => f.write_str("the replacement ends in a backslash"),
        }
    }
}

impl Refusal {
    fn describe(&self, method: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NullArgument => write!(f, "an argument of `{method}` is null"),
            Self::OtherClass => f.write_str("a value of another class cannot be compared"),
            Self::NotAString => f.write_str("the array holds strings only"),
            Self::FixedCollection => write!(f, "`{method}` is not supported by this collection"),
            Self::NoMoreElements => f.write_str("the iterator has no more elements"),
            Self::NotANumber { text, expected } => {
                let article = if expected.starts_with('i') { "an" } else { "a" };
                write!(f, "`{text}` is not {article} {expected}")
            }
            Self::Format { reason } => f.write_str(reason),
            Self::InvalidUrlEncoding => f.write_str("`%` without two hexadecimal digits"),
            Self::InvalidBase64(cause) => write!(f, "bad base64: {cause}"),
            Self::InvalidJson { place, .. } => write!(f, "bad JSON {place}"),
        }
    }

    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::InvalidBase64(cause) | Self::InvalidJson { cause: Some(cause), .. } => Some(cause.error()),
            _ => None,
        }
    }
}

impl Error for Exception {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::InvalidJsonPath { cause, .. } => Some(cause),
            Self::InvalidPattern { cause, .. } | Self::SlowPattern { cause: Some(cause), .. } => Some(cause.error()),
            Self::Method { refusal, .. } => refusal.source(),
            _ => None,
        }
    }
}
