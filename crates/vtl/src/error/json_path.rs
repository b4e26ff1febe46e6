//! The faults of a `JSONPath`: in its text, and when it meets a document.

use std::error::Error;
use std::fmt;

use super::Cause;

/// Why a text is not a `JSONPath`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonPathError {
    /// It is empty.
    Empty,
    /// `$` or `@` is followed by neither `.` nor `[`.
    Start,
    /// It ends in a dot.
    TrailingDot,
    /// A space is where a step must be.
    Space,
    /// Brackets have neither a name, nor a number, nor a filter.
    Brackets,
    /// An index is not an integer of 32 bits.
    Index,
    /// A bracket, a quote or a parenthesis is not closed.
    Unclosed,
    /// Only `@.length - 1` and `@.size() - 1` are calculated.
    Calculation,
    /// A filter is not of the form `[?(…)]`, or negates the right side of a comparison.
    Filter,
    /// A test of a filter is neither a comparison nor a path.
    Test,
    /// A path in a filter may lead to several places.
    IndefinitePath,
    /// A regular expression in a filter is invalid.
    Pattern(Cause),
    /// Filters are nested too deeply.
    Nesting,
}

impl fmt::Display for JsonPathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "it is empty",
            Self::Start => "`$` and `@` must be followed by `.` or `[`",
            Self::TrailingDot => "it ends in a dot",
            Self::Space => "a space is where a member or an index must be",
            Self::Brackets => "brackets need a quoted name, a number, `*` or a filter",
            Self::Index => "an index must be an integer of 32 bits",
            Self::Unclosed => "a bracket, a quote or a parenthesis is not closed",
            Self::Calculation => "an index can only be calculated as `@.length - n` or `@.size() - n`",
            Self::Filter => "a filter must have the form `[?(…)]`",
            Self::Test => "a test of a filter must compare two values or be a path",
            Self::IndefinitePath => "a path in a filter must lead to one place",
            Self::Pattern(cause) => return write!(f, "its filter has a {cause}"),
            Self::Nesting => "its filters are nested too deeply",
        })
    }
}

impl Error for JsonPathError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Pattern(cause) => Some(cause.error()),
            _ => None,
        }
    }
}

/// Why a `JSONPath` fails on a document.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonPathMismatch {
    /// An index meets a value other than an array.
    IndexOfOther,
    /// A filter meets a value other than an array or an object.
    FilterOfOther,
    /// Several members are selected before the last step.
    MembersBeforeEnd,
    /// An index such as `[1:2:3]`, which has no meaning.
    UnclearIndex,
    /// It ends in `..`.
    TrailingScan,
    /// `?` stands for a filter that nobody gave.
    MissingFilter,
    /// Both sides of `=~` are regular expressions.
    TwoPatterns,
    /// Neither side of `=~` is a regular expression.
    NoPattern,
    /// A comparison with an infinite number.
    InfiniteNumber,
    /// A number is compared with this text, which is not a number.
    NotANumber(String),
}

impl fmt::Display for JsonPathMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::IndexOfOther => "an index of a JSONPath needs an array",
            Self::FilterOfOther => "a filter of a JSONPath needs an array or an object",
            Self::MembersBeforeEnd => "a JSONPath can only select several members in its last step",
            Self::UnclearIndex => "the index of a JSONPath is unclear",
            Self::TrailingScan => "a JSONPath ends in `..`",
            Self::MissingFilter => "a JSONPath has `?` without a filter",
            Self::TwoPatterns => "a JSONPath matches a pattern with a pattern",
            Self::NoPattern => "`=~` of a JSONPath needs a pattern",
            Self::InfiniteNumber => "a JSONPath cannot compare an infinite number",
            Self::NotANumber(text) => {
                return write!(f, "a JSONPath compares a number with `{text}`, which is not a number");
            }
        })
    }
}
