//! Receives the logs of stages. The runtime prints them, and tests collect them.

use std::sync::Arc;

/// A receiver of log entries.
pub trait Log: Send + Sync {
    /// Takes an entry, without waiting for anything.
    fn write(&self, entry: Entry<'_>);
}

/// One or several lines of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'e> {
    /// The log group.
    pub group: &'e Arc<str>,
    /// The log that the entry belongs to.
    pub kind: LogKind,
    /// The lines, without a line feed at the end.
    pub text: &'e str,
}

/// The logs of a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogKind {
    /// One line per request.
    Access,
    /// Every step of a request.
    Execution,
    /// A failure that the client cannot see, or whose reason it cannot see.
    Warning,
}

/// A log that keeps nothing.
#[derive(Debug, Clone, Copy)]
pub struct NoLog;

impl Log for NoLog {
    fn write(&self, _: Entry<'_>) {}
}
