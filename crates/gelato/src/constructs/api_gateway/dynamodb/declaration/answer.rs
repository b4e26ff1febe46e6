//! The answer to a successful change.

/// The body of the response to a successful change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// `{"message": …}` with this text.
    Message(String),
    /// The item.
    Item,
}
