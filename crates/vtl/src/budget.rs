//! What a rendering may still use up: steps of work and bytes of memory.
//!
//! Memory is counted when it is asked for and never given back, so that the count bounds what is held at any time,
//! whatever the template does. Sizes are those of the engine's own values, with room for collections to grow.

use std::time::{Duration, Instant};

use crate::error::{Limit, Problem};
use crate::limits::Limits;

/// Texts from this length on are searched against the clock: what a search for the next match costs cannot be counted
/// beforehand, and with as many matches as characters a replacement can take quadratic time.
const LONG_TEXT: usize = 64 * 1024;
/// How long the searches of one rendering in long texts may take.
const SEARCH_TIME: Duration = Duration::from_secs(5);

/// How deep a method looks into values.
const VALUES: usize = 200;
/// What an element of a list costs, growth included.
pub(crate) const ELEMENT: usize = 64;
/// What an entry of a map costs, growth and its place in the index included.
pub(crate) const ENTRY: usize = 192;
/// What a list or map costs before anything is in it.
pub(crate) const COLLECTION: usize = 128;

/// The rest of a rendering's limits.
#[derive(Debug)]
pub(crate) struct Budget {
    work: u64,
    memory: u64,
    nesting: usize,
    /// When the first search in a long text began.
    searching_since: Option<Instant>,
    /// The size that no text may exceed.
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

    /// Begins another search in a text of this length.
    pub(crate) fn search(&mut self, length: usize) -> Result<(), Problem> {
        if length < LONG_TEXT {
            return Ok(());
        }
        let since = *self.searching_since.get_or_insert_with(Instant::now);
        if since.elapsed() > SEARCH_TIME { Err(Limit::SearchTime.into()) } else { Ok(()) }
    }

    /// Looks a level deeper into a value.
    pub(crate) fn nested<T>(&mut self, run: impl FnOnce(&mut Self) -> Result<T, Problem>) -> Result<T, Problem> {
        self.nesting = self.nesting.checked_sub(1).ok_or(Limit::Nesting)?;
        let result = run(self);
        self.nesting += 1;
        result
    }

    /// Counts bytes of memory, and the time it takes to fill them.
    pub(crate) fn memory(&mut self, bytes: usize) -> Result<(), Problem> {
        self.memory = self.memory.checked_sub(bytes as u64).ok_or(Limit::Memory)?;
        self.work(bytes / 16)
    }

    /// Counts a text that is about to be made.
    pub(crate) fn text(&mut self, bytes: usize) -> Result<(), Problem> {
        if bytes > self.text_bytes {
            return Err(Limit::StringSize.into());
        }
        self.memory(bytes)
    }

    /// Counts a list that is about to be made.
    pub(crate) fn list(&mut self, elements: usize) -> Result<(), Problem> {
        self.memory(elements.saturating_mul(ELEMENT).saturating_add(COLLECTION))
    }

    /// Counts a map that is about to be made.
    pub(crate) fn map(&mut self, entries: usize) -> Result<(), Problem> {
        self.memory(entries.saturating_mul(ENTRY).saturating_add(COLLECTION))
    }
}
