//! Exceptions: rules that the program sets aside in one place, with a reason.
//!
//! `gelato synth --explain-exceptions` lists them.

use std::fmt;
use std::panic::Location;

use super::problem::file_and_line;

/// The rule that a construct decides about its resources. The subject of its exceptions is the path of an argument.
pub(super) const OVERRIDE: &str = "override";

/// A rule that is set aside in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// The rule's name, such as `unescaped`.
    pub rule: &'static str,
    /// The place: an address, or an address and an argument.
    pub subject: String,
    /// The reason.
    pub reason: String,
    /// The place in the program.
    pub place: &'static Location<'static>,
}

impl fmt::Display for Exception {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, subject, reason, place } = self;
        write!(formatter, "{rule}: {subject}: {reason} ({})", file_and_line(place))
    }
}
