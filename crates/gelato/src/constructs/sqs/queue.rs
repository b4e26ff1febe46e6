//! Queues.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/welcome.html>

use crate::aws::{SqsQueue, SqsQueueAttributes};
use crate::constructs::given::given;
use crate::constructs::iam::Statement;
use crate::constructs::presence::Presence;
use crate::constructs::referable::stands_for_its_resource;
use crate::modules::ModuleScope;
use crate::terraform::{Meta, Number, Value};

/// The longest that SQS keeps a message: 14 days, in seconds.
pub const LONGEST_RETENTION_SECONDS: u32 = 1_209_600;

/// A queue.
#[derive(Debug, Clone)]
pub struct Queue {
    attributes: SqsQueueAttributes,
    presence: Presence,
}

/// The properties of a queue.
#[derive(Debug, Clone)]
pub struct QueueProps {
    /// Its name in the region: up to 80 characters. The default is the module's prefix and the logical name.
    pub name: Option<Value<String>>,
    /// For how many seconds a message is kept: 60 to [`LONGEST_RETENTION_SECONDS`], which is the default.
    pub retention_seconds: Value<Number>,
}

impl Default for QueueProps {
    fn default() -> Self {
        Self { name: None, retention_seconds: LONGEST_RETENTION_SECONDS.into() }
    }
}

stands_for_its_resource!(Queue);

impl Queue {
    /// Declares a queue whose messages are encrypted at rest with a key that SQS manages.
    #[track_caller]
    pub fn new(module: &ModuleScope, id: &str, props: QueueProps) -> Self {
        Self::new_with(module, id, props, Meta::default())
    }

    /// Declares a queue with meta-arguments such as `count`.
    #[track_caller]
    pub fn new_with(module: &ModuleScope, id: &str, props: QueueProps, meta: Meta) -> Self {
        let presence = Presence::of(&meta);
        let queue = SqsQueue {
            name: Some(given!(props.name, or module.name_of(id))),
            message_retention_seconds: Some(props.retention_seconds),
            sqs_managed_sse_enabled: Some(true.into()),
            ..SqsQueue::default()
        };
        let attributes = presence.attributes(module.resource_with(id, queue, meta));
        Self { attributes, presence }
    }

    /// The queue's ARN.
    pub fn arn(&self) -> Value<String> {
        self.presence.value(self.attributes.arn())
    }

    /// The queue's URL.
    pub fn url(&self) -> Value<String> {
        self.presence.value(self.attributes.url())
    }

    /// Allows sending messages to this queue.
    pub fn send(&self) -> Statement {
        Statement {
            sid: "Send".into(),
            actions: vec!["sqs:SendMessage".into()],
            resources: vec![self.arn()],
            ..Statement::default()
        }
    }
}
