//! What functions were invoked for, and how it went: the latest is kept.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

/// How many invocations are kept; the oldest go first.
const KEPT: usize = 1_000;

/// An invocation that has ended.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Invocation {
    /// When it began, in RFC 3339.
    pub at: String,
    /// The function's name.
    pub function: Arc<str>,
    /// What Lambda calls it.
    pub request_id: String,
    /// Whether a process was started for it.
    pub cold: bool,
    /// How long it took, with the start of a process.
    pub milliseconds: f64,
    /// The size of the event.
    pub event_bytes: usize,
    /// The size of the result, or of what tells of the error.
    pub result_bytes: usize,
    /// What went wrong; none where it succeeded.
    pub error: Option<String>,
}

/// The latest invocations.
#[derive(Debug, Default)]
pub struct Invocations(Mutex<VecDeque<Invocation>>);

impl Invocations {
    /// Adds one that has ended.
    pub fn add(&self, invocation: Invocation) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() == KEPT {
            all.pop_front();
        }
        all.push_back(invocation);
    }

    /// What is kept, the oldest first.
    pub fn all(&self) -> Vec<Invocation> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}
