//! One queue's messages: what is hidden, what is given up, and what waits.

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
    /// As they were sent.
    pub(super) attributes: Map<String, Value>,
    /// Those for SQS itself, such as the trace.
    pub(super) system_attributes: Map<String, Value>,
    pub(super) sent: SystemTime,
    pub(super) first_received: Option<SystemTime>,
    pub(super) receives: u64,
    /// What its latest receiver deletes it by.
    pub(super) receipt: String,
    visible: Instant,
}

impl Message {
    /// A message that is to be sent.
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

/// How many messages are where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) visible: usize,
    pub(super) hidden: usize,
    pub(super) delayed: usize,
}

/// What queues hold, by their ARN. It outlasts a change of the configuration, and so does whoever waits for a message.
#[derive(Debug, Clone, Default)]
pub struct Messages(Arc<Mutex<BTreeMap<String, Arc<Held>>>>);

#[derive(Debug, Default)]
struct Held {
    messages: Mutex<VecDeque<Message>>,
    arrived: Notify,
}

/// The queue.
#[derive(Debug)]
pub(super) struct Store {
    queue: Queue,
    held: Arc<Held>,
}

impl Store {
    pub(super) fn new(queue: Queue, messages: &Messages) -> Self {
        let mut all = messages.0.lock().unwrap_or_else(PoisonError::into_inner);
        let held = Arc::clone(all.entry(queue.arn.clone()).or_default());
        Self { queue, held }
    }

    pub(super) fn queue(&self) -> &Queue {
        &self.queue
    }

    /// Puts a message in; it is hidden for as long as the delay.
    pub(super) fn send(&self, mut message: Message, delay: Option<Duration>) {
        message.visible = Instant::now() + delay.unwrap_or(self.queue.delay);
        self.kept().push_back(message);
        self.held.arrived.notify_waiters();
    }

    /// Takes up to so many messages that are not hidden, and hides them. Those that were received too often are
    /// given to the second list: they go to the queue's dead-letter queue.
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

    /// Waits until there may be something to receive, at most so long.
    pub(super) async fn wait(&self, at_most: Duration) {
        let arrived = self.held.arrived.notified();
        let shown = self.kept().iter().map(|message| message.visible).min();
        let shown = shown.map_or(at_most, |moment| moment.saturating_duration_since(Instant::now()).min(at_most));
        // Either is a reason to look again.
        let _ = tokio::time::timeout(shown, arrived).await;
    }

    /// Removes the message of a receipt. One that is gone already is no error.
    pub(super) fn delete(&self, receipt: &str) -> Result<(), Failure> {
        if receipt.is_empty() {
            let message = "The request must contain the parameter ReceiptHandle.";
            return Err(Failure::refused("MissingParameter", message));
        }
        self.kept().retain(|message| message.receipt != receipt);
        Ok(())
    }

    /// Hides the message of a receipt for so long from now on, and tells whether there is one.
    pub(super) fn hide(&self, receipt: &str, time: Duration) -> bool {
        let mut messages = self.kept();
        let message = messages.iter_mut().find(|message| message.receipt == receipt && !receipt.is_empty());
        let known = message.map(|message| message.visible = Instant::now() + time).is_some();
        drop(messages);
        self.held.arrived.notify_waiters();
        known
    }

    /// Removes all messages.
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

    /// The messages, without those that were kept too long.
    fn kept(&self) -> MutexGuard<'_, VecDeque<Message>> {
        let mut messages = self.held.messages.lock().unwrap_or_else(PoisonError::into_inner);
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
