//! The messages of one queue.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use serde_json::{Map, Value};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::query::Failure;
use crate::stack::queue::Queue;

/// A message in a queue.
#[derive(Debug, Clone)]
pub(super) struct Message {
    pub(super) id: String,
    pub(super) body: String,
    /// The attributes that the sender set.
    pub(super) attributes: Map<String, Value>,
    /// System attributes that the sender set, such as the trace.
    pub(super) system_attributes: Map<String, Value>,
    pub(super) sent: SystemTime,
    pub(super) first_received: Option<SystemTime>,
    pub(super) receives: u64,
    /// The handle by which the latest receiver deletes it.
    pub(super) receipt: String,
    visible: Instant,
}

impl Message {
    /// A message that has not been sent yet.
    pub(super) fn new(body: String, attributes: Map<String, Value>, system_attributes: Map<String, Value>) -> Self {
        Self {
            id: Uuid::new_v4().to_string(),
            body,
            attributes,
            system_attributes,
            sent: SystemTime::now(),
            first_received: None,
            receives: 0,
            receipt: String::new(),
            visible: Instant::now(),
        }
    }
}

/// The numbers of messages by state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) visible: usize,
    pub(super) hidden: usize,
    pub(super) delayed: usize,
}

/// The contents of all queues by ARN. They survive a change of the configuration, and so do receivers that wait.
#[derive(Debug, Clone, Default)]
pub struct Messages(Arc<Mutex<BTreeMap<String, Arc<Contents>>>>);

#[derive(Debug, Default)]
struct Contents {
    messages: Mutex<VecDeque<Message>>,
    arrived: Notify,
}

/// A queue.
#[derive(Debug)]
pub(super) struct Store {
    queue: Queue,
    contents: Arc<Contents>,
}

impl Store {
    pub(super) fn new(queue: Queue, messages: &Messages) -> Self {
        let mut all = messages.0.lock().unwrap_or_else(PoisonError::into_inner);
        let contents = Arc::clone(all.entry(queue.arn.clone()).or_default());
        Self { queue, contents }
    }

    pub(super) fn queue(&self) -> &Queue {
        &self.queue
    }

    /// Adds a message, which stays hidden for the delay.
    pub(super) fn send(&self, mut message: Message, delay: Option<Duration>) {
        message.visible = Instant::now() + delay.unwrap_or(self.queue.delay);
        self.kept().push_back(message);
        self.contents.arrived.notify_waiters();
    }

    /// Receives up to the given number of visible messages, and hides them. The second list has the messages that were
    /// received too often, which go to the dead-letter queue.
    pub(super) fn receive(&self, most: usize, hide: Option<Duration>) -> (Vec<Message>, Vec<Message>) {
        let now = Instant::now();
        let until = now + hide.unwrap_or(self.queue.visibility_timeout);
        let mut messages = self.kept();
        let dead = self.take_dead(&mut messages, now);
        let visible = messages.iter_mut().filter(|message| message.visible <= now).take(most);
        let received = visible.map(|message| {
            message.visible = until;
            message.receives += 1;
            message.first_received.get_or_insert_with(SystemTime::now);
            message.receipt = Uuid::new_v4().to_string();
            message.clone()
        });
        (received.collect(), dead)
    }

    /// Waits until there may be something to receive, at most for the given time.
    pub(super) async fn wait(&self, at_most: Duration) {
        let arrived = self.contents.arrived.notified();
        let shown = self.kept().iter().map(|message| message.visible).min();
        let shown = shown.map_or(at_most, |moment| moment.saturating_duration_since(Instant::now()).min(at_most));
        // A timeout is a reason to check again, like a new message.
        let _ = tokio::time::timeout(shown, arrived).await;
    }

    /// Deletes the message with a receipt handle. A deleted message is not an error.
    pub(super) fn delete(&self, receipt: &str) -> Result<(), Failure> {
        if receipt.is_empty() {
            let message = "The request must contain the parameter ReceiptHandle.";
            return Err(Failure::refused("MissingParameter", message));
        }
        self.kept().retain(|message| message.receipt != receipt);
        Ok(())
    }

    /// Hides the message with a receipt handle for the given time, and returns whether there is one.
    pub(super) fn hide(&self, receipt: &str, time: Duration) -> bool {
        let mut messages = self.kept();
        let message = messages.iter_mut().find(|message| message.receipt == receipt && !receipt.is_empty());
        let known = message.map(|message| message.visible = Instant::now() + time).is_some();
        drop(messages);
        self.contents.arrived.notify_waiters();
        known
    }

    /// Deletes all messages.
    pub(super) fn purge(&self) {
        self.kept().clear();
    }

    pub(super) fn counts(&self) -> Counts {
        let now = Instant::now();
        let messages = self.kept();
        let visible = messages.iter().filter(|message| message.visible <= now).count();
        let delayed = messages.iter().filter(|message| message.visible > now && message.receives == 0).count();
        Counts { visible, delayed, hidden: messages.len() - visible - delayed }
    }

    /// The messages, after expired ones have been removed.
    fn kept(&self) -> MutexGuard<'_, VecDeque<Message>> {
        let mut messages = self.contents.messages.lock().unwrap_or_else(PoisonError::into_inner);
        let retention = self.queue.retention;
        let is_old = |message: &Message| message.sent.elapsed().is_ok_and(|age| age > retention);
        while messages.front().is_some_and(is_old) {
            messages.pop_front();
        }
        messages
    }

    fn take_dead(&self, messages: &mut VecDeque<Message>, now: Instant) -> Vec<Message> {
        let Some(redrive) = &self.queue.redrive else { return Vec::new() };
        let is_dead = |message: &Message| message.visible <= now && message.receives >= redrive.maximum_receives;
        let (dead, alive) = std::mem::take(messages).into_iter().partition(is_dead);
        *messages = alive;
        dead.into()
    }
}
