//! Who a topic's messages go to.

use crate::constructs::lambda::RustFunction;
use crate::constructs::sqs::Queue;
use crate::terraform::Value;

/// The receiver of a topic's messages. A queue and a function are given as they are: `topic.subscribe(m, "jobs", &queue, …)`.
#[derive(Debug)]
pub enum Subscriber<'a> {
    /// A mail address. AWS sends nothing to it until its owner has confirmed the subscription.
    Email(Value<String>),
    /// An address that begins with `https://`. AWS sends nothing to it until it has confirmed the subscription: it gets a
    /// `SubscriptionConfirmation`, and must visit its `SubscribeURL`.
    /// <https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html>
    Https(Value<String>),
    /// A queue.
    Queue(&'a Queue),
    /// A function.
    Function(&'a RustFunction),
}

impl Subscriber<'_> {
    /// SNS's name of the protocol.
    /// <https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html>
    pub(super) fn protocol(&self) -> &'static str {
        match self {
            Self::Email(_) => "email",
            Self::Https(_) => "https",
            Self::Queue(_) => "sqs",
            Self::Function(_) => "lambda",
        }
    }

    pub(super) fn endpoint(&self) -> Value<String> {
        match self {
            Self::Email(address) | Self::Https(address) => address.clone(),
            Self::Queue(queue) => queue.arn(),
            Self::Function(function) => function.arn(),
        }
    }
}

impl<'a> From<&'a Queue> for Subscriber<'a> {
    fn from(queue: &'a Queue) -> Self {
        Self::Queue(queue)
    }
}

impl<'a> From<&'a RustFunction> for Subscriber<'a> {
    fn from(function: &'a RustFunction) -> Self {
        Self::Function(function)
    }
}
