//! Notifications of a bucket: who learns of which change of which objects.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html>

use crate::aws::{
    S3BucketNotification, S3BucketNotificationLambdaFunction, S3BucketNotificationLambdaFunctionRequired,
    S3BucketNotificationQueue, S3BucketNotificationQueueRequired, S3BucketNotificationRequired,
    S3BucketNotificationTopic, S3BucketNotificationTopicRequired,
};
use crate::constructs::iam::statement_id;
use crate::constructs::lambda::RustFunction;
use crate::constructs::s3::Bucket;
use crate::constructs::sns::Topic;
use crate::constructs::sqs::Queue;
use crate::modules::ModuleScope;
use crate::terraform::{Address, Configure as _, Meta, Refusal, Set, Value};

/// The principal of S3.
const S3: &str = "s3.amazonaws.com";

/// What happens to objects.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BucketEvent {
    /// An object was made or replaced, in whatever way.
    Created,
    /// An object was deleted, or hidden by a delete marker.
    Removed,
    /// Another event, by its name in S3, such as `s3:ObjectCreated:Put` or `s3:ObjectRestore:Completed`.
    Named(String),
}

impl BucketEvent {
    fn name(&self) -> &str {
        match self {
            Self::Created => "s3:ObjectCreated:*",
            Self::Removed => "s3:ObjectRemoved:*",
            Self::Named(name) => name,
        }
    }

    /// Whether an event may be of both kinds.
    fn overlaps(&self, other: &Self) -> bool {
        let covers =
            |one: &str, other: &str| one == other || one.strip_suffix('*').is_some_and(|kind| other.starts_with(kind));
        covers(self.name(), other.name()) || covers(other.name(), self.name())
    }
}

/// Who learns of a change. Give a function, a queue or a topic as they are.
#[derive(Debug)]
pub enum Notified<'a> {
    /// A function, which S3 calls.
    Function(&'a RustFunction),
    /// A queue.
    Queue(&'a Queue),
    /// A topic, with a key of its own.
    Topic(&'a Topic),
}

impl<'a> From<&'a RustFunction> for Notified<'a> {
    fn from(function: &'a RustFunction) -> Self {
        Self::Function(function)
    }
}

impl<'a> From<&'a Queue> for Notified<'a> {
    fn from(queue: &'a Queue) -> Self {
        Self::Queue(queue)
    }
}

impl<'a> From<&'a Topic> for Notified<'a> {
    fn from(topic: &'a Topic) -> Self {
        Self::Topic(topic)
    }
}

/// A notification of a bucket.
#[derive(Debug)]
pub struct BucketNotification<'a> {
    events: Vec<BucketEvent>,
    prefix: String,
    suffix: String,
    to: Notified<'a>,
}

impl<'a> BucketNotification<'a> {
    /// Tells of these events.
    pub fn new(to: impl Into<Notified<'a>>, events: impl IntoIterator<Item = BucketEvent>) -> Self {
        Self { events: events.into_iter().collect(), prefix: String::new(), suffix: String::new(), to: to.into() }
    }

    /// The same notification, only of objects whose keys begin like this.
    #[must_use]
    pub fn below(self, prefix: impl Into<String>) -> Self {
        Self { prefix: prefix.into(), ..self }
    }

    /// The same notification, only of objects whose keys end like this.
    #[must_use]
    pub fn ending(self, suffix: impl Into<String>) -> Self {
        Self { suffix: suffix.into(), ..self }
    }

    /// Whether an event of one object may be told to both, which S3 refuses.
    fn overlaps(&self, other: &Self) -> bool {
        let events = self.events.iter().any(|one| other.events.iter().any(|another| one.overlaps(another)));
        let starts = |one: &str, other: &str| one.starts_with(other) || other.starts_with(one);
        let ends = |one: &str, other: &str| one.ends_with(other) || other.ends_with(one);
        events && starts(&self.prefix, &other.prefix) && ends(&self.suffix, &other.suffix)
    }

    fn events(&self) -> Value<Set<String>> {
        self.events.iter().map(|event| event.name().to_owned()).collect::<Vec<_>>().into()
    }

    fn filters(&self) -> (Option<Value<String>>, Option<Value<String>>) {
        let given = |text: &str| (!text.is_empty()).then(|| text.into());
        (given(&self.prefix), given(&self.suffix))
    }
}

impl Bucket {
    /// Tells functions, queues and topics what happens to the bucket's objects, with the permissions for it. S3 keeps one list
    /// of notifications for a bucket, so that this is called once.
    ///
    /// ```
    /// use gelato::prelude::*;
    /// # fn describe(m: &Module, files: &Bucket, reader: &RustFunction, gone: &Queue) {
    /// files.notify(m, [
    ///     BucketNotification::new(reader, [BucketEvent::Created]).below("incoming/").ending(".csv"),
    ///     BucketNotification::new(gone, [BucketEvent::Removed]),
    /// ]);
    /// # }
    /// ```
    #[track_caller]
    pub fn notify<'a>(&self, module: &ModuleScope, notifications: impl IntoIterator<Item = BucketNotification<'a>>) {
        let notifications: Vec<_> = notifications.into_iter().collect();
        check(module, self.id(), &notifications);
        let mut resource = S3BucketNotification::new(S3BucketNotificationRequired { bucket: self.name() });
        let mut depends_on: Vec<Address> = Vec::new();
        let mut known: Vec<Value<String>> = Vec::new();
        for notification in notifications {
            let (filter_prefix, filter_suffix) = notification.filters();
            let events = notification.events();
            let target = notification.to.arn();
            let is_new = !known.contains(&target);
            known.push(target.clone());
            match notification.to {
                Notified::Function(function) => {
                    if is_new {
                        let id = format!("{}_{}", self.id(), function.id());
                        let account = Some(module.account_id());
                        depends_on.push(function.allow_invocation(module, &id, S3, self.arn(), account));
                    }
                    let required = S3BucketNotificationLambdaFunctionRequired { events };
                    resource.lambda_function.push(S3BucketNotificationLambdaFunction {
                        filter_prefix,
                        filter_suffix,
                        lambda_function_arn: Some(target),
                        ..S3BucketNotificationLambdaFunction::new(required)
                    });
                }
                Notified::Queue(queue) => {
                    if is_new {
                        depends_on.push(queue.accept(module, S3, &statement_id(self.id()), self.arn()));
                    }
                    let required = S3BucketNotificationQueueRequired { events, queue_arn: target };
                    resource.queue.push(S3BucketNotificationQueue {
                        filter_prefix,
                        filter_suffix,
                        ..S3BucketNotificationQueue::new(required)
                    });
                }
                Notified::Topic(topic) => {
                    let topic_arn = topic.accept(module, S3);
                    let required = S3BucketNotificationTopicRequired { events, topic_arn };
                    resource.topic.push(S3BucketNotificationTopic {
                        filter_prefix,
                        filter_suffix,
                        ..S3BucketNotificationTopic::new(required)
                    });
                }
            }
        }
        module.resource(self.id(), resource.with_meta(Meta { depends_on, ..Meta::default() }));
    }
}

impl Notified<'_> {
    fn arn(&self) -> Value<String> {
        match self {
            Self::Function(function) => function.arn(),
            Self::Queue(queue) => queue.arn(),
            Self::Topic(topic) => topic.arn(),
        }
    }
}

#[track_caller]
fn check(module: &ModuleScope, bucket: &str, notifications: &[BucketNotification<'_>]) {
    let refused = |found: &str| Refusal::new(format!("bucket `{bucket}`: {found}"));
    for (index, notification) in notifications.iter().enumerate() {
        if notification.events.is_empty() {
            let hint = "say of what, such as `[BucketEvent::Created]`";
            module.refuse(refused("a notification tells of no event").hint(hint));
        }
        let is_event = |event: &&BucketEvent| event.name().starts_with("s3:") && event.name().matches(':').count() >= 1;
        if let Some(event) = notification.events.iter().find(|event| !is_event(event)) {
            let found = format!("`{}` is not an event", event.name());
            module.refuse(refused(&found).allowing("S3's names, such as `s3:ObjectCreated:Put`"));
        }
        if let Some(other) = notifications[..index].iter().find(|other| other.overlaps(notification)) {
            let both = |one: &BucketNotification<'_>| format!("`{}…{}`", one.prefix, one.suffix);
            let found =
                format!("two notifications tell of the same objects: {} and {}", both(other), both(notification));
            let allowed = "prefixes or suffixes that exclude each other, or other events";
            let hint = "to tell several of the same event, notify a topic, and subscribe them to it";
            module.refuse(refused(&found).allowing(allowed).hint(hint));
        }
    }
}
