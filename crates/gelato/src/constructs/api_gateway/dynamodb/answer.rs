//! Answers: what success says.

use super::call::Success;
use super::operation::Attributes;

/// What the success of a change says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// `{"message": …}` with this text.
    Message(&'static str),
    /// The item.
    Item,
}

impl Answer {
    /// The answer of a change: its item stands in `Attributes`.
    pub(super) fn into_success(self) -> Success {
        match self {
            Self::Message(text) => Success::Message(text),
            Self::Item => Success::Item { member: "Attributes", attributes: Attributes::All },
        }
    }
}
