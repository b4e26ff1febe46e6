//! The remaining limits of a rendering: steps of work and bytes of memory.
//!
//! Memory counts when it is allocated and is never credited back, so that the count bounds the memory in use at any
//! time, whatever the template does. Sizes are those of the engine's values, with room for collections to grow.

use std::time::{Duration, Instant};

use crate::error::{Limit, Problem};
use crate::limits::Limits;

/// Searches in texts of at least this length are timed. The cost of finding the next match cannot be counted in
/// advance, and a replacement with as many matches as characters can take quadratic time.
const LONG_TEXT: usize = 64 * 1024;
/// The total time of one rendering's searches in long texts.
const SEARCH_TIME: Duration = Duration::from_secs(5);

/// The depth to which a method descends into values.
const VALUES: usize = 200;
/// The memory of a list element, including growth.
pub(crate) const ELEMENT: usize = 64;
/// The memory of a map entry, including growth and its entry in the index.
pub(crate) const ENTRY: usize = 192;
/// The memory of an empty list or map.
pub(crate) const COLLECTION: usize = 128;

/// The remainder of a rendering's limits.
#[derive(Debug)]
pub(crate) struct Budget {
    work: u64,
    memory: u64,
    nesting: usize,
    /// The start of the first search in a long text.
    searching_since: Option<Instant>,
    /// The maximum size of a text.
    pub(crate) text_bytes: usize,
}

impl Budget {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            work: limits.work,
            memory: limits.memory_bytes,
            nesting: VALUES,
            searching_since: None,
            text_bytes: limits.output_bytes,
        }
    }

    /// Counts steps of work.
    pub(crate) fn work(&mut self, steps: usize) -> Result<(), Problem> {
        self.work = self.work.checked_sub(steps as u64).ok_or(Limit::Work)?;
        Ok(())
    }

    /// Starts another search in a text of this length.
    pub(crate) fn search(&mut self, length: usize) -> Result<(), Problem> {
        if length < LONG_TEXT {
            return Ok(());
        }
        let since = *self.searching_since.get_or_insert_with(Instant::now);
        if since.elapsed() > SEARCH_TIME { Err(Limit::SearchTime.into()) } else { Ok(()) }
    }

    /// Descends one level into a value.
    pub(crate) fn nested<T>(&mut self, run: impl FnOnce(&mut Self) -> Result<T, Problem>) -> Result<T, Problem> {
        self.nesting = self.nesting.checked_sub(1).ok_or(Limit::Nesting)?;
        let result = run(self);
        self.nesting += 1;
        result
    }

    /// Counts bytes of memory, and the work of filling them.
    pub(crate) fn memory(&mut self, bytes: usize) -> Result<(), Problem> {
        self.memory = self.memory.checked_sub(bytes as u64).ok_or(Limit::Memory)?;
        self.work(bytes / 16)
    }

    /// Counts a text before it is allocated.
    pub(crate) fn text(&mut self, bytes: usize) -> Result<(), Problem> {
        if bytes > self.text_bytes {
            return Err(Limit::StringSize.into());
        }
        self.memory(bytes)
    }

    /// Counts a list before it is allocated.
    pub(crate) fn list(&mut self, elements: usize) -> Result<(), Problem> {
        self.memory(elements.saturating_mul(ELEMENT).saturating_add(COLLECTION))
    }

    /// Counts a map before it is allocated.
    pub(crate) fn map(&mut self, entries: usize) -> Result<(), Problem> {
        self.memory(entries.saturating_mul(ENTRY).saturating_add(COLLECTION))
    }
}
