//! Text messages and mail that people would have received, kept for inspection.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use tokio::sync::broadcast;

/// How many messages are kept; the oldest are dropped first.
const KEPT: usize = 10_000;

/// How many messages a slow watcher may lag behind before it misses some.
const LAG: usize = 1024;

/// A message to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// When it was sent, in RFC 3339, such as `2026-01-02T03:04:05.678Z`.
    pub sent_at: String,
    /// `sms` or `email`.
    pub protocol: &'static str,
    /// The phone number or address.
    pub to: String,
    /// The subject; text messages have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The text.
    pub message: String,
    /// The topic that it was published to, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic_arn: Option<String>,
    /// The SNS message ID, which all deliveries of one publication share.
    pub message_id: String,
}

/// All messages to people.
#[derive(Debug)]
pub struct Inbox {
    messages: Mutex<VecDeque<Message>>,
    watchers: broadcast::Sender<Message>,
}

impl Default for Inbox {
    fn default() -> Self {
        Self { messages: Mutex::default(), watchers: broadcast::Sender::new(LAG) }
    }
}

impl Inbox {
    /// Adds a message and notifies all watchers.
    pub fn deliver(&self, message: Message) {
        let mut messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        if messages.len() == KEPT {
            messages.pop_front();
        }
        messages.push_back(message.clone());
        drop(messages);
        // Sending fails only if nobody watches.
        let _ = self.watchers.send(message);
    }

    /// The messages, the oldest first.
    pub fn messages(&self) -> Vec<Message> {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// Subscribes to all further messages.
    pub fn watch(&self) -> broadcast::Receiver<Message> {
        self.watchers.subscribe()
    }
}
