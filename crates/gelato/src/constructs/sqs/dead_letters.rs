//! Dead-letter queues: where messages go that were received too often.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html>

use std::collections::BTreeMap;

use crate::terraform::{Expression, Number, Value, jsonencode};

/// The redrive of a queue: after how many receipts a message goes to which queue.
///
/// ```
/// use gelato::prelude::*;
/// # fn describe(m: &Module) {
/// let failed = Queue::new(m, "failed", QueueProps::default());
/// let props = QueueProps { dead_letters: Some(DeadLetters::after(5, &failed)), ..QueueProps::default() };
/// let jobs = Queue::new(m, "jobs", props);
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct DeadLetters {
    pub(super) maximum_receives: Value<Number>,
    pub(super) queue_arn: Value<String>,
}

impl DeadLetters {
    pub(super) fn policy(&self) -> Value<String> {
        let entries: BTreeMap<String, Expression> = [
            ("deadLetterTargetArn".to_owned(), self.queue_arn.expression().clone()),
            ("maxReceiveCount".to_owned(), self.maximum_receives.expression().clone()),
        ]
        .into();
        jsonencode(Expression::Object(entries))
    }
}
