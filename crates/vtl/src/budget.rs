//! What a rendering may still use up: steps of work and bytes of memory.
//!
//! Memory is counted when it is asked for and never given back, so that the count bounds what is held at any time,
//! whatever the template does. Sizes are those of the engine's own values, with room for collections to grow.

use crate::error::Problem;
use crate::limits::Limits;

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
    /// The size that no text may exceed.
    pub(crate) text_bytes: usize,
}

impl Budget {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self { work: limits.work, memory: limits.memory_bytes, nesting: VALUES, text_bytes: limits.output_bytes }
    }

    /// Counts steps of work.
    pub(crate) fn work(&mut self, steps: usize) -> Result<(), Problem> {
        self.work = self.work.checked_sub(steps as u64).ok_or_else(|| Problem::limit("work"))?;
        Ok(())
    }

    /// Looks a level deeper into a value.
    pub(crate) fn nested<T>(&mut self, run: impl FnOnce(&mut Self) -> Result<T, Problem>) -> Result<T, Problem> {
        self.nesting = self.nesting.checked_sub(1).ok_or_else(|| Problem::limit("nesting"))?;
        let result = run(self);
        self.nesting += 1;
        result
    }

    /// Counts bytes of memory, and the time it takes to fill them.
    pub(crate) fn memory(&mut self, bytes: usize) -> Result<(), Problem> {
        self.memory = self.memory.checked_sub(bytes as u64).ok_or_else(|| Problem::limit("memory"))?;
        self.work(bytes / 16)
    }

    /// Counts a text that is about to be made.
    pub(crate) fn text(&mut self, bytes: usize) -> Result<(), Problem> {
        if bytes > self.text_bytes {
            return Err(Problem::limit("string size"));
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
