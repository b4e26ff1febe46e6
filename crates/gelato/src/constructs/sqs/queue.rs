//! Queues.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/welcome.html>

use crate::aws::{SqsQueue, SqsQueueAttributes, SqsQueuePolicy, SqsQueuePolicyRequired};
use crate::constructs::given::given;
use crate::constructs::iam::{SharedPolicy, Statement};
use crate::constructs::kms::{EncryptionKey, reading, writing};
use crate::constructs::literal::{check_numbers, literal};
use crate::constructs::presence::Presence;
use crate::constructs::referable::stands_for_its_resource;
use crate::modules::ModuleScope;
use crate::terraform::{Address, Configure as _, Meta, Number, Refusal, Value};

use super::dead_letters::DeadLetters;

/// The longest that SQS keeps a message: 14 days, in seconds.
pub const LONGEST_RETENTION_SECONDS: u32 = 1_209_600;

/// For how long SQS hides a received message, in seconds, unless the queue says otherwise.
const USUAL_VISIBILITY_SECONDS: i64 = 30;

/// A queue.
#[derive(Debug, Clone)]
pub struct Queue {
    id: String,
    attributes: SqsQueueAttributes,
    presence: Presence,
    policy: SharedPolicy,
    key: Option<EncryptionKey>,
    /// The visibility timeout, if the program writes it as a number.
    visibility_seconds: Option<i64>,
}

/// The properties of a queue.
#[derive(Debug, Clone)]
pub struct QueueProps {
    /// Its name in the region: up to 80 characters. The default is the module's prefix and the logical name.
    pub name: Option<Value<String>>,
    /// For how many seconds a message is kept: 60 to [`LONGEST_RETENTION_SECONDS`], which is the default.
    pub retention_seconds: Value<Number>,
    /// For how many seconds a received message is hidden from other receivers, 0 to 43,200. The default is SQS's: 30. For a
    /// queue that calls a function, take
    /// [`RustFunction::visibility_timeout_seconds`](crate::constructs::lambda::RustFunction::visibility_timeout_seconds).
    pub visibility_timeout_seconds: Option<Value<Number>>,
    /// For how many seconds a new message is hidden, 0 to 900. The default is SQS's: 0.
    pub delay_seconds: Option<Value<Number>>,
    /// Where messages go that were received too often. The default is nowhere: they come back until they are too old.
    pub dead_letters: Option<DeadLetters>,
    /// The key that encrypts its messages. The default is one that SQS manages, at no cost.
    pub key: Option<EncryptionKey>,
}

impl DeadLetters {
    /// A message that was received this often, 1 to 1,000 times, without being deleted goes to this queue.
    pub fn after(maximum_receives: impl Into<Value<Number>>, queue: &Queue) -> Self {
        Self { maximum_receives: maximum_receives.into(), queue_arn: queue.arn() }
    }
}

impl Default for QueueProps {
    fn default() -> Self {
        Self {
            name: None,
            retention_seconds: LONGEST_RETENTION_SECONDS.into(),
            visibility_timeout_seconds: None,
            delay_seconds: None,
            dead_letters: None,
            key: None,
        }
    }
}

stands_for_its_resource!(Queue);

impl Queue {
    /// Declares a queue whose messages are encrypted at rest.
    #[track_caller]
    pub fn new(module: &ModuleScope, id: &str, props: QueueProps) -> Self {
        Self::new_with(module, id, props, Meta::default())
    }

    /// Declares a queue with meta-arguments such as `count`.
    #[track_caller]
    pub fn new_with(module: &ModuleScope, id: &str, props: QueueProps, meta: Meta) -> Self {
        check(module, id, &props);
        let presence = Presence::of(&meta);
        let visibility = props.visibility_timeout_seconds.as_ref();
        let visibility_seconds = visibility.map_or(Some(USUAL_VISIBILITY_SECONDS), literal);
        let queue = SqsQueue {
            name: Some(given!(props.name, or module.name_of(id))),
            message_retention_seconds: Some(props.retention_seconds),
            visibility_timeout_seconds: props.visibility_timeout_seconds,
            delay_seconds: props.delay_seconds,
            redrive_policy: props.dead_letters.as_ref().map(DeadLetters::policy),
            kms_master_key_id: props.key.as_ref().map(EncryptionKey::arn),
            sqs_managed_sse_enabled: props.key.is_none().then(|| true.into()),
            ..SqsQueue::default()
        };
        let attributes = presence.attributes(module.resource(id, queue.with_meta(meta)));
        let policy = SharedPolicy::default();
        Self { id: id.to_owned(), attributes, presence, policy, key: props.key, visibility_seconds }
    }

    /// The queue's ARN.
    pub fn arn(&self) -> Value<String> {
        self.presence.value(self.attributes.arn())
    }

    /// The queue's URL.
    pub fn url(&self) -> Value<String> {
        self.presence.value(self.attributes.url())
    }

    /// The queue's name.
    pub fn name(&self) -> Value<String> {
        self.presence.value(self.attributes.name())
    }

    /// Allows sending messages to this queue, and the use of its key.
    pub fn send(&self) -> Statement {
        writing(self.allowing("Send", &["sqs:SendMessage"]), self.key.as_ref())
    }

    /// Allows receiving and deleting messages, and the use of the queue's key.
    /// <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html>
    pub fn receive(&self) -> Statement {
        let actions =
            ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"];
        reading(self.allowing("Receive", &actions), self.key.as_ref())
    }

    fn allowing(&self, sid: &str, actions: &[&str]) -> Statement {
        Statement { sid: sid.into(), ..Statement::default() }.with(actions, self.arn())
    }

    /// Lets a service send messages for one source, such as SNS for a topic: in the queue's policy, and in that of its key.
    /// The statement's id follows from what sends. Returns the policy's address.
    #[track_caller]
    pub(in crate::constructs) fn accept(
        &self,
        module: &ModuleScope,
        service: &'static str,
        sid: &str,
        source_arn: Value<String>,
    ) -> Address {
        if self.presence == Presence::Conditional {
            let refused = Refusal::new(format!("queue `{}` has a `count`, and `{service}` would send to it", self.id));
            module.refuse(refused.allowing("a queue that always exists"));
        }
        if let Some(key) = &self.key {
            key.allow_service(service);
        }
        let statement = Statement::by_service(sid, service, "sqs:SendMessage", self.arn(), source_arn);
        let url = self.url();
        self.policy.allow(module, ("queue", &self.id), statement, |policy| {
            SqsQueuePolicy::new(SqsQueuePolicyRequired { policy, queue_url: url })
        })
    }

    /// Its logical name.
    pub(in crate::constructs) fn id(&self) -> &str {
        &self.id
    }

    /// The visibility timeout in seconds, if the program writes it as a number.
    pub(in crate::constructs) fn visibility_seconds(&self) -> Option<i64> {
        self.visibility_seconds
    }
}

#[track_caller]
fn check(module: &ModuleScope, id: &str, props: &QueueProps) {
    let receives = props.dead_letters.as_ref().map(|letters| &letters.maximum_receives);
    let numbers = [
        ("retention_seconds", Some(&props.retention_seconds), 60..=i64::from(LONGEST_RETENTION_SECONDS)),
        ("visibility_timeout_seconds", props.visibility_timeout_seconds.as_ref(), 0..=43_200),
        ("delay_seconds", props.delay_seconds.as_ref(), 0..=900),
        ("dead_letters", receives, 1..=1000),
    ];
    check_numbers(module, &format!("queue `{id}`"), &numbers);
}
