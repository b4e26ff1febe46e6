//! The two logs of a stage: what was asked, in the stage's own format, and how it was done, in the words of AWS.
//!
//! A request's lines are gathered and given away at once, so that requests do not wait for each other.

use std::fmt::{self, Write};
use std::sync::Arc;

use crate::stack::rest_api::Level;

/// Takes what the gateway logs.
pub trait Log: Send + Sync {
    /// Takes an entry; it must not wait.
    fn write(&self, entry: Entry<'_>);
}

/// One or several lines of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'e> {
    /// The log group.
    pub group: &'e Arc<str>,
    /// Which log it is.
    pub kind: LogKind,
    /// The lines, without a line feed at the end.
    pub text: &'e str,
}

/// Which log an entry belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogKind {
    /// One line a request.
    Access,
    /// Every step of a request.
    Execution,
    /// A failure that its client cannot see the reason of, or cannot see at all.
    Warning,
}

/// A log that keeps nothing.
#[derive(Debug, Clone, Copy)]
pub struct NoLog;

impl Log for NoLog {
    fn write(&self, _: Entry<'_>) {}
}

/// The longest line of an execution log, in bytes.
const LONGEST_LINE: usize = 1024;

/// Most requests say no more than this, in bytes.
const USUAL_TEXT: usize = 1024;

/// The execution log of one request.
#[derive(Debug)]
pub(crate) struct Execution {
    level: Level,
    data_trace: bool,
    request_id: String,
    text: String,
}

impl Execution {
    /// A log that keeps nothing until the level is known.
    pub(crate) fn new(request_id: &str) -> Self {
        Self { level: Level::Off, data_trace: false, request_id: request_id.to_owned(), text: String::new() }
    }

    /// From here on, the level is known.
    pub(crate) fn set_level(&mut self, level: Level, data_trace: bool) {
        self.level = level;
        self.data_trace = data_trace;
        if self.is_detailed() {
            self.text.reserve(USUAL_TEXT);
        }
    }

    /// Whether every step is logged.
    pub(crate) fn is_detailed(&self) -> bool {
        self.level == Level::Info
    }

    /// A step.
    pub(crate) fn info(&mut self, line: fmt::Arguments<'_>) {
        if self.is_detailed() {
            self.line(line);
        }
    }

    /// A step that tells what was sent, which is logged only where bodies may be.
    pub(crate) fn data(&mut self, line: impl FnOnce() -> String) {
        if self.data_trace && self.is_detailed() {
            self.line(format_args!("{}", line()));
        }
    }

    /// What went wrong.
    pub(crate) fn error(&mut self, line: &str) {
        if self.level >= Level::Error {
            self.line(format_args!("{line}"));
        }
    }

    fn line(&mut self, line: fmt::Arguments<'_>) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        for part in ["(", &self.request_id, ") "] {
            self.text.push_str(part);
        }
        let start = self.text.len();
        let _ = self.text.write_fmt(line);
        if self.text.len() > start + LONGEST_LINE {
            let mut end = start + LONGEST_LINE;
            while !self.text.is_char_boundary(end) {
                end -= 1;
            }
            self.text.truncate(end);
            self.text.push_str(" [TRUNCATED]");
        }
    }

    /// What was logged.
    pub(crate) fn into_text(self) -> Option<String> {
        (!self.text.is_empty()).then_some(self.text)
    }
}
