//! What APIs and functions say: the latest of it is kept, and told to who watches.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use tokio::sync::broadcast;

use crate::gateway::log::{Entry, Log, LogKind};
use crate::timestamp::Moment;

/// How many entries are kept, and how many bytes of text; the oldest go first.
const KEPT: usize = 2000;
const KEPT_BYTES: usize = 4 * 1024 * 1024;

/// How many entries a slow watcher may lag behind before it misses some.
const LAG: usize = 4096;

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
}

/// All logs.
#[derive(Debug)]
pub struct Logs {
    kept: Mutex<Kept>,
    watchers: broadcast::Sender<Arc<Line>>,
}

/// The latest lines.
#[derive(Debug, Default)]
struct Kept {
    lines: VecDeque<Arc<Line>>,
    bytes: usize,
}

impl Kept {
    fn add(&mut self, line: Arc<Line>) {
        self.bytes += line.text.len();
        self.lines.push_back(line);
        while self.lines.len() > KEPT || self.bytes > KEPT_BYTES {
            let Some(oldest) = self.lines.pop_front() else { return };
            self.bytes -= oldest.text.len();
        }
    }
}

impl Default for Logs {
    fn default() -> Self {
        Self { kept: Mutex::default(), watchers: broadcast::Sender::new(LAG) }
    }
}

impl Logs {
    /// Adds what was said.
    pub fn add(&self, group: Arc<str>, kind: Speaker, text: String) {
        let line = Arc::new(Line { at: Moment::now(), group, kind, text });
        if kind != Speaker::Execution {
            // It is no matter if nobody watches.
            let _ = self.watchers.send(Arc::clone(&line));
        }
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).add(line);
    }

    /// What is kept, the oldest first.
    pub fn lines(&self) -> Vec<Line> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).lines.iter().map(|line| Line::clone(line)).collect()
    }

    /// Everything from now on but the steps of requests: they would hide all else.
    pub fn watch(&self) -> broadcast::Receiver<Arc<Line>> {
        self.watchers.subscribe()
    }
}

impl Log for Logs {
    fn write(&self, entry: Entry) {
        let kind = match entry.kind {
            LogKind::Access => Speaker::Access,
            LogKind::Execution => Speaker::Execution,
        };
        self.add(entry.group, kind, entry.text);
    }
}
