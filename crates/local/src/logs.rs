//! Log lines of APIs and functions. The latest are kept, and followers receive new ones.
//!
//! Every request is logged, so a line must be cheap: its text is appended to a ring buffer, and execution logs wake no
//! follower.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use tokio::sync::watch;

use crate::gateway::log::{Entry, Log, LogKind};
use crate::timestamp::Moment;

/// How many entries and how many bytes of text are kept; the oldest are dropped first.
const KEPT: usize = 2000;
const KEPT_BYTES: usize = 4 * 1024 * 1024;

/// A log entry, which may have several lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// When it was written; in RFC 3339 in JSON.
    pub at: Moment,
    /// The log group, such as `/aws/lambda/notifier`.
    pub group: Arc<str>,
    /// The source.
    pub kind: Speaker,
    /// The text, without a final line feed.
    pub text: String,
}

/// The source of a log entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Speaker {
    /// The access log of an API: one line per request.
    Access,
    /// The execution log of an API: every step of a request.
    Execution,
    /// A function.
    Function,
    /// A warning of the gateway: a request failed for a reason that the client cannot see.
    Warning,
}

/// All logs.
#[derive(Debug)]
pub struct Logs {
    entries: Mutex<Entries>,
    /// Wakes followers when there are new entries.
    more: watch::Sender<()>,
}

/// The latest entries.
#[derive(Debug, Default)]
struct Entries {
    /// The number of the first entry.
    first: u64,
    lines: VecDeque<Head>,
    /// The texts of all entries, one after the other.
    texts: VecDeque<u8>,
}

/// An entry without its text.
#[derive(Debug)]
struct Head {
    at: Moment,
    group: Arc<str>,
    kind: Speaker,
    length: usize,
}

impl Entries {
    fn add(&mut self, head: Head, text: &str) {
        self.lines.push_back(head);
        self.texts.extend(text.as_bytes());
        while self.lines.len() > KEPT || self.texts.len() > KEPT_BYTES {
            let Some(oldest) = self.lines.pop_front() else { break };
            self.texts.drain(..oldest.length);
            self.first += 1;
        }
    }

    /// The entries from a number on, and the number of the next entry.
    fn from(&self, number: u64) -> (Vec<Line>, u64) {
        let mut end = 0;
        let lines = self.lines.iter().zip(self.first..).filter_map(|(head, its)| {
            let text = end..end + head.length;
            end = text.end;
            (its >= number).then(|| self.line(head, text))
        });
        (lines.collect(), self.first + self.lines.len() as u64)
    }

    fn line(&self, head: &Head, text: Range<usize>) -> Line {
        let text: Vec<u8> = self.texts.range(text).copied().collect();
        Line {
            at: head.at,
            group: Arc::clone(&head.group),
            kind: head.kind,
            text: String::from_utf8_lossy(&text).into_owned(),
        }
    }
}

impl Default for Logs {
    fn default() -> Self {
        Self { entries: Mutex::default(), more: watch::Sender::new(()) }
    }
}

impl Logs {
    /// Adds an entry.
    pub fn add(&self, group: Arc<str>, kind: Speaker, text: &str) {
        let head = Head { at: Moment::now(), group, kind, length: text.len() };
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).add(head, text);
        if kind != Speaker::Execution {
            self.more.send_replace(());
        }
    }

    /// All kept entries, the oldest first.
    pub fn lines(&self) -> Vec<Line> {
        self.from(0).0
    }

    /// Follows new entries, except execution logs, which would hide all others.
    pub fn follow(&self) -> Follower<'_> {
        let more = self.more.subscribe();
        let (_, number) = self.from(u64::MAX);
        Follower { logs: self, more, number }
    }

    fn from(&self, number: u64) -> (Vec<Line>, u64) {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).from(number)
    }
}

/// A follower of the logs.
#[derive(Debug)]
pub struct Follower<'l> {
    logs: &'l Logs,
    more: watch::Receiver<()>,
    /// The number of the next entry.
    number: u64,
}

impl Follower<'_> {
    /// Waits for new entries and returns them all. A slow follower misses entries that are no longer kept.
    pub async fn next(&mut self) -> Vec<Line> {
        // The sender lives as long as `logs`.
        let _ = self.more.changed().await;
        let (mut lines, number) = self.logs.from(self.number);
        self.number = number;
        lines.retain(|line| line.kind != Speaker::Execution);
        lines
    }
}

impl Log for Logs {
    fn write(&self, entry: Entry<'_>) {
        let kind = match entry.kind {
            LogKind::Access => Speaker::Access,
            LogKind::Execution => Speaker::Execution,
            LogKind::Warning => Speaker::Warning,
        };
        self.add(Arc::clone(entry.group), kind, entry.text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(lines: &[Line]) -> Vec<&str> {
        lines.iter().map(|line| line.text.as_str()).collect()
    }

    #[test]
    fn the_latest_entries_are_kept() {
        let logs = Logs::default();
        let text = |number: usize| format!("{number} {}", "é".repeat(number % 7 * 200));
        for number in 0..10_000 {
            logs.add("group".into(), Speaker::Access, &text(number));
        }
        let lines = logs.lines();
        assert_eq!(lines.len(), KEPT);
        let expected: Vec<_> = (10_000 - KEPT..10_000).map(text).collect();
        assert_eq!(texts(&lines), expected);
    }

    #[test]
    fn a_long_entry_replaces_several() {
        let logs = Logs::default();
        for letter in ["a", "b", "c", "d", "e"] {
            logs.add("group".into(), Speaker::Function, &letter.repeat(KEPT_BYTES / 3));
        }
        let lines = logs.lines();
        assert_eq!(lines.iter().map(|line| &line.text[..1]).collect::<Vec<_>>(), ["c", "d", "e"]);
    }

    #[tokio::test]
    async fn a_follower_receives_each_entry_once_except_execution_logs() {
        let logs = Logs::default();
        logs.add("group".into(), Speaker::Access, "before");
        let mut follower = logs.follow();
        logs.add("group".into(), Speaker::Execution, "a step");
        logs.add("group".into(), Speaker::Access, "one");
        logs.add("group".into(), Speaker::Function, "two");
        assert_eq!(texts(&follower.next().await), ["one", "two"]);
        logs.add("group".into(), Speaker::Access, "three");
        assert_eq!(texts(&follower.next().await), ["three"]);
    }
}
