//! What APIs and functions say: the latest of it is kept, and told to who follows.
//!
//! Every request is logged, so a line costs little: its text is copied behind the last one, into memory that is written
//! from front to back and over again, and nobody is woken for the steps of requests.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use tokio::sync::watch;

use crate::gateway::log::{Entry, Log, LogKind};
use crate::timestamp::Moment;

/// How many entries are kept, and how many bytes of text; the oldest go first.
const KEPT: usize = 2000;
const KEPT_BYTES: usize = 4 * 1024 * 1024;

/// One or several lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// When it was written; JSON has it in RFC 3339.
    pub at: Moment,
    /// The log group, such as `/aws/lambda/notifier`.
    pub group: Arc<str>,
    /// Who speaks.
    pub kind: Speaker,
    /// The text, without a line feed at the end.
    pub text: String,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Speaker {
    /// An API, one line a request.
    Access,
    /// An API, every step of a request.
    Execution,
    /// A function.
    Function,
    /// The gateway, where a request failed and the client cannot see why, or cannot see it at all.
    Warning,
}

/// All logs.
#[derive(Debug)]
pub struct Logs {
    kept: Mutex<Kept>,
    /// Tells those who follow that there is more.
    more: watch::Sender<()>,
}

/// The latest lines.
#[derive(Debug, Default)]
struct Kept {
    /// The number of the first line that is kept.
    first: u64,
    lines: VecDeque<Head>,
    /// Their texts, one after the other.
    texts: VecDeque<u8>,
}

/// A line without its text.
#[derive(Debug)]
struct Head {
    at: Moment,
    group: Arc<str>,
    kind: Speaker,
    length: usize,
}

impl Kept {
    fn add(&mut self, head: Head, text: &str) {
        self.lines.push_back(head);
        self.texts.extend(text.as_bytes());
        while self.lines.len() > KEPT || self.texts.len() > KEPT_BYTES {
            let Some(oldest) = self.lines.pop_front() else { break };
            self.texts.drain(..oldest.length);
            self.first += 1;
        }
    }

    /// The lines from a number on, and the number of the next.
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
        Self { kept: Mutex::default(), more: watch::Sender::new(()) }
    }
}

impl Logs {
    /// Adds what was said.
    pub fn add(&self, group: Arc<str>, kind: Speaker, text: &str) {
        let head = Head { at: Moment::now(), group, kind, length: text.len() };
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).add(head, text);
        if kind != Speaker::Execution {
            self.more.send_replace(());
        }
    }

    /// What is kept, the oldest first.
    pub fn lines(&self) -> Vec<Line> {
        self.from(0).0
    }

    /// Follows what is said from now on, but for the steps of requests: they would hide all else.
    pub fn follow(&self) -> Follower<'_> {
        let more = self.more.subscribe();
        let (_, number) = self.from(u64::MAX);
        Follower { logs: self, more, number }
    }

    fn from(&self, number: u64) -> (Vec<Line>, u64) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).from(number)
    }
}

/// Someone who follows the logs.
#[derive(Debug)]
pub struct Follower<'l> {
    logs: &'l Logs,
    more: watch::Receiver<()>,
    /// The number of the first line that was not told yet.
    number: u64,
}

impl Follower<'_> {
    /// Waits until something was said, and gives all of it. Who comes too seldom misses what is no longer kept.
    pub async fn next(&mut self) -> Vec<Line> {
        // The sender is this one's own.
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
    fn the_latest_are_kept_whole() {
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
    fn long_ones_take_the_place_of_several() {
        let logs = Logs::default();
        for letter in ["a", "b", "c", "d", "e"] {
            logs.add("group".into(), Speaker::Function, &letter.repeat(KEPT_BYTES / 3));
        }
        let lines = logs.lines();
        assert_eq!(lines.iter().map(|line| &line.text[..1]).collect::<Vec<_>>(), ["c", "d", "e"]);
    }

    #[tokio::test]
    async fn who_follows_is_told_everything_once_but_for_the_steps_of_requests() {
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
