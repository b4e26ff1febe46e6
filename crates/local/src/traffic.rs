//! Counts requests to REST APIs, so that background work can wait for them.

use std::sync::atomic::{AtomicU64, Ordering};

/// The number of requests.
#[derive(Debug, Default)]
pub struct Traffic(AtomicU64);

impl Traffic {
    /// Counts a request.
    pub fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// The number of requests so far.
    pub fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
