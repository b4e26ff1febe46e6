//! The records that are announced already, so that one that Lambda delivers again is not sent and billed again.

use std::collections::{HashSet, VecDeque};

/// A memory that outlives the execution environment.
pub trait Memory {
    /// Whether the record with this event id was announced.
    fn recall(&self, event_id: &str) -> impl Future<Output = Result<bool, MemoryError>>;

    /// Notes that the record with this event id was announced.
    fn remember(&self, event_id: &str) -> impl Future<Output = Result<(), MemoryError>>;
}

/// The memory failed. The record is announced anyway: twice is better than never.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the deduplication table could not be used: `{code}`")]
pub struct MemoryError {
    /// The service's error code, or the kind of a failure before the service answered.
    pub code: String,
}

/// No table, which remembers nothing.
impl<M: Memory> Memory for Option<M> {
    async fn recall(&self, event_id: &str) -> Result<bool, MemoryError> {
        match self {
            Some(memory) => memory.recall(event_id).await,
            None => Ok(false),
        }
    }

    async fn remember(&self, event_id: &str) -> Result<(), MemoryError> {
        match self {
            Some(memory) => memory.remember(event_id).await,
            None => Ok(()),
        }
    }
}

/// The last announcements of this execution environment. It is free, and enough for most retries, which return to the
/// same environment. It has room for the largest batch.
#[derive(Debug, Default)]
pub struct RecentMemory {
    known: HashSet<String>,
    oldest_first: VecDeque<String>,
}

impl RecentMemory {
    /// The number of event ids, which is that of the records in the largest batch.
    pub const CAPACITY: usize = 10_000;

    /// Whether the record with this event id was announced recently.
    pub fn recall(&self, event_id: &str) -> bool {
        self.known.contains(event_id)
    }

    /// Notes that the record with this event id was announced, and drops the oldest one if it is full.
    pub fn remember(&mut self, event_id: &str) {
        if !self.known.insert(event_id.to_owned()) {
            return;
        }
        self.oldest_first.push_back(event_id.to_owned());
        if self.oldest_first.len() > Self::CAPACITY
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            self.known.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recent_memory_forgets_the_oldest_only() {
        let mut memory = RecentMemory::default();
        for id in 0..=RecentMemory::CAPACITY {
            memory.remember(&id.to_string());
        }
        assert!(!memory.recall("0"));
        assert!((1..=RecentMemory::CAPACITY).all(|id| memory.recall(&id.to_string())));
    }

    #[test]
    fn remembering_twice_takes_one_place() {
        let mut memory = RecentMemory::default();
        memory.remember("first");
        for _ in 0..2 * RecentMemory::CAPACITY {
            memory.remember("second");
        }
        assert!(memory.recall("first"));
    }
}
