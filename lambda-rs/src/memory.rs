//! What has been announced already, so that a record that Lambda delivers again is not paid for again.

use std::collections::{HashSet, VecDeque};

/// Remembers records that outlive one execution environment.
pub trait Memory {
    /// Whether the record with this event id was announced.
    fn recall(&self, event_id: &str) -> impl Future<Output = Result<bool, MemoryError>>;

    /// Notes that the record with this event id was announced.
    fn remember(&self, event_id: &str) -> impl Future<Output = Result<(), MemoryError>>;
}

/// The memory could not be asked or told. The record is announced all the same: once too often is better than never.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the deduplication table could not be used: `{code}`")]
pub struct MemoryError {
    /// The service's code for the reason, or the kind of failure on the way to it.
    pub code: String,
}

/// Without a table nothing is remembered.
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

/// What this execution environment announced last: free, and enough for a retry that comes back to it, which is the
/// usual one. It holds one batch of the largest size.
#[derive(Debug, Default)]
pub struct RecentMemory {
    known: HashSet<String>,
    oldest_first: VecDeque<String>,
}

impl RecentMemory {
    /// The most event ids that are held: as many as the largest batch has records.
    pub const CAPACITY: usize = 10_000;

    /// Whether the record with this event id was announced lately.
    pub fn recall(&self, event_id: &str) -> bool {
        self.known.contains(event_id)
    }

    /// Notes that the record with this event id was announced, and forgets the oldest one for it where need be.
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
