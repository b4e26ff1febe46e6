//! The latest invocations of functions and their outcomes.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

/// How many invocations are kept; the oldest are dropped first.
const KEPT: usize = 1_000;

/// A finished invocation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Invocation {
    /// When it began, in RFC 3339.
    pub at: String,
    /// The function's name.
    pub function: Arc<str>,
    /// Lambda's request ID.
    pub request_id: String,
    /// Whether it was a cold start, for which a process was started.
    pub cold: bool,
    /// Its duration, including a cold start.
    pub milliseconds: f64,
    /// The size of the event.
    pub event_bytes: usize,
    /// The size of the result or of the error.
    pub result_bytes: usize,
    /// The error message, if it failed.
    pub error: Option<String>,
}

/// The latest invocations.
#[derive(Debug, Default)]
pub struct Invocations(Mutex<VecDeque<Invocation>>);

impl Invocations {
    /// Adds a finished invocation.
    pub fn add(&self, invocation: Invocation) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() == KEPT {
            all.pop_front();
        }
        all.push_back(invocation);
    }

    /// All kept invocations, the oldest first.
    pub fn all(&self) -> Vec<Invocation> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}
