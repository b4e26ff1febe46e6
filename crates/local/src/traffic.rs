//! How many requests came for REST APIs, for those who let them go first.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts requests.
#[derive(Debug, Default)]
pub struct Traffic(AtomicU64);

impl Traffic {
    /// A request came.
    pub fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// How many came until now.
    pub fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
