//! Answers: what success says.

/// What the success of a change says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// `{"message": …}` with this text.
    Message(&'static str),
    /// The item.
    Item,
}
