//! Exceptions: a rule that the program sets aside in one place, and why.
//!
//! `gelato synth --explain-exceptions` lists them.

use std::fmt;
use std::panic::Location;

/// A rule that does not hold in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// The rule's name, such as `unescaped`.
    pub rule: &'static str,
    /// Where it does not hold: an address, or an address and an argument.
    pub subject: String,
    /// Why.
    pub reason: String,
    /// The place in the program that says so.
    pub place: &'static Location<'static>,
}

impl fmt::Display for Exception {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, subject, reason, place } = self;
        write!(formatter, "{rule}: {subject}: {reason} ({}:{})", place.file(), place.line())
    }
}
