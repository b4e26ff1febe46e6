//! The limits that a template can exceed.

use std::fmt;

/// A limit of parsing or rendering; [`Limits`](crate::Limits) sets most of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// [`Limits::template_bytes`](crate::Limits::template_bytes).
    TemplateSize,
    /// [`Limits::output_bytes`](crate::Limits::output_bytes), by the output.
    OutputSize,
    /// [`Limits::output_bytes`](crate::Limits::output_bytes), by a single string.
    StringSize,
    /// [`Limits::nesting`](crate::Limits::nesting), or the depth of a value.
    Nesting,
    /// [`Limits::work`](crate::Limits::work).
    Work,
    /// [`Limits::memory_bytes`](crate::Limits::memory_bytes).
    Memory,
    /// The digits of a number.
    Number,
    /// The operators in one chain, such as `1 + 1 + …`.
    Operators,
    /// The time that patterns may search long texts.
    SearchTime,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TemplateSize => "template size",
            Self::OutputSize => "output size",
            Self::StringSize => "string size",
            Self::Nesting => "nesting",
            Self::Work => "work",
            Self::Memory => "memory",
            Self::Number => "number",
            Self::Operators => "operators",
            Self::SearchTime => "search time",
        })
    }
}
