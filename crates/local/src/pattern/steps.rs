//! How much work a match may do.
//!
//! Every part of a pattern meets every value that its name leads to at most once, so the work grows with the size of the
//! pattern times the size of the message, and never exponentially. That product alone is billions of comparisons where
//! both are as large as AWS allows, so it is bounded as well.

/// The most steps of a match. They take less than a second, and a policy of 150 values gets through the largest message.
const MOST: usize = 32 * 1024 * 1024;
/// How many bytes of text are compared in one step.
const BYTES: usize = 16;

/// The steps that a match has left.
#[derive(Debug)]
pub(super) struct Steps(usize);

/// A match took more steps than it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Exceeded;

/// Whether something matches, where that is decided within the steps.
pub(super) type Matched = Result<bool, Exceeded>;

impl Steps {
    pub(super) fn new() -> Self {
        Self(MOST)
    }

    /// Counts a comparison that reads so many bytes of text.
    pub(super) fn take(&mut self, bytes: usize) -> Result<(), Exceeded> {
        self.0 = self.0.checked_sub(1 + bytes / BYTES).ok_or(Exceeded)?;
        Ok(())
    }
}

/// Whether something holds for one of the items.
pub(super) fn any<T>(items: impl IntoIterator<Item = T>, mut holds: impl FnMut(T) -> Matched) -> Matched {
    for item in items {
        if holds(item)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether something holds for all of the items.
pub(super) fn all<T>(items: impl IntoIterator<Item = T>, mut holds: impl FnMut(T) -> Matched) -> Matched {
    Ok(!any(items, |item| holds(item).map(|holds| !holds))?)
}
