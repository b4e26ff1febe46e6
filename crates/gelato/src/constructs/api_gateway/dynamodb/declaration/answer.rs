//! The answer to a successful change.

/// The body of the response to a successful change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// `{"message": …}` with this text.
    Message(&'static str),
    /// The item.
    Item,
}
