//! Limits the work of a match.
//!
//! Every part of a pattern is compared with every value of its name at most once, so the work is proportional to the
//! size of the pattern times the size of the message, and never exponential. At AWS's limits, that product is still
//! billions of comparisons, so it is bounded as well.

/// The maximum number of steps. They take less than a second, and are enough for a policy of 150 values and the largest
/// message.
const MOST: usize = 32 * 1024 * 1024;
/// How many bytes of text are compared in one step.
const BYTES: usize = 16;

/// The remaining steps of a match.
#[derive(Debug)]
pub(super) struct Steps(usize);

/// A match exceeded its steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Exceeded;

/// Whether something matches, unless it exceeded its steps.
pub(super) type Matched = Result<bool, Exceeded>;

impl Steps {
    pub(super) fn new() -> Self {
        Self(MOST)
    }

    /// Counts a comparison that reads this many bytes of text.
    pub(super) fn take(&mut self, bytes: usize) -> Result<(), Exceeded> {
        self.0 = self.0.checked_sub(1 + bytes / BYTES).ok_or(Exceeded)?;
        Ok(())
    }
}

/// Whether one of the items matches.
pub(super) fn any<T>(items: impl IntoIterator<Item = T>, mut holds: impl FnMut(T) -> Matched) -> Matched {
    for item in items {
        if holds(item)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether all items match.
pub(super) fn all<T>(items: impl IntoIterator<Item = T>, mut holds: impl FnMut(T) -> Matched) -> Matched {
    Ok(!any(items, |item| holds(item).map(|holds| !holds))?)
}
