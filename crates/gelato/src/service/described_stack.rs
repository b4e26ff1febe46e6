//! A described stack and its place in the program.

use std::panic::Location;

/// A stack and its place in the program.
pub(super) struct DescribedStack {
    pub(super) name: String,
    /// The stack that it is described in, which it must not be.
    pub(super) within: Option<String>,
    pub(super) place: &'static Location<'static>,
}
