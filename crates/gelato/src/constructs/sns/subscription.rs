//! Subscriptions of a topic: who gets which messages, and where those go that nobody took.
//!
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-create-subscribe-endpoint-to-topic.html>

use crate::aws::{SnsTopicSubscription, SnsTopicSubscriptionRequired};
use crate::constructs::filter::Filter;
use crate::constructs::iam::statement_id;
use crate::constructs::sqs::Queue;
use crate::modules::ModuleScope;
use crate::terraform::{Configure as _, Expression, Meta, Refusal, Value, jsonencode};

use super::subscriber::Subscriber;
use super::topic::Topic;

/// The principal of SNS.
const SNS: &str = "sns.amazonaws.com";

/// The properties of a subscription.
#[derive(Debug, Clone, Default)]
pub struct SubscriptionProps {
    /// The messages that it gets; `None` for all.
    pub filter: Option<Filter>,
    /// Whether a queue or an address gets the message as it is, instead of inside SNS's JSON.
    /// <https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html>
    pub raw: bool,
    /// The queue for messages that could not be delivered. Without one, they are lost.
    /// <https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html>
    pub dead_letters: Option<Queue>,
}

impl Topic {
    /// Subscribes a queue, a function, a mail address or a web address. The queue's policy, or the function's, allows exactly
    /// this topic.
    ///
    /// ```
    /// use gelato::prelude::*;
    /// # fn describe(m: &Module, topic: &Topic, jobs: &Queue, worker: &RustFunction) {
    /// let orders = Filter::attributes([("kind", vec![Match::text("order")])]);
    /// topic.subscribe(m, "jobs", jobs, SubscriptionProps { filter: Some(orders), raw: true, ..SubscriptionProps::default() });
    /// topic.subscribe(m, "worker", worker, SubscriptionProps::default());
    /// let hook = Subscriber::Https("https://example.com/hook".into());
    /// topic.subscribe(m, "hook", hook, SubscriptionProps::default());
    /// # }
    /// ```
    #[track_caller]
    pub fn subscribe<'a>(
        &self,
        module: &ModuleScope,
        id: &str,
        to: impl Into<Subscriber<'a>>,
        props: SubscriptionProps,
    ) {
        let to = to.into();
        check(module, id, &to, &props);
        let mut depends_on = Vec::new();
        match &to {
            Subscriber::Queue(queue) => depends_on.push(queue.accept(module, SNS, &statement_id(id), self.arn())),
            Subscriber::Function(function) => {
                depends_on.push(function.allow_invocation(module, id, SNS, self.arn(), None));
            }
            Subscriber::Email(_) | Subscriber::Https(_) => {}
        }
        if let Some(queue) = &props.dead_letters {
            depends_on.push(queue.accept(module, SNS, &format!("{}Failures", statement_id(id)), self.arn()));
        }
        let policy = policy(module, id, props.filter.as_ref());
        let subscription = SnsTopicSubscription {
            filter_policy: policy.as_ref().map(|(_, text)| text.as_str().into()),
            filter_policy_scope: policy.map(|(scope, _)| scope.into()),
            raw_message_delivery: props.raw.then(|| true.into()),
            redrive_policy: props.dead_letters.as_ref().map(redrive),
            ..SnsTopicSubscription::new(SnsTopicSubscriptionRequired {
                endpoint: to.endpoint(),
                protocol: to.protocol().into(),
                topic_arn: self.arn(),
            })
        };
        module.resource(id, subscription.with_meta(Meta { depends_on, ..Meta::default() }));
    }
}

#[track_caller]
fn policy(module: &ModuleScope, id: &str, filter: Option<&Filter>) -> Option<(&'static str, String)> {
    match filter?.policy() {
        Ok(policy) => Some(policy),
        Err(refused) => {
            module.refuse(refused.within(format!("subscription `{id}`")));
            None
        }
    }
}

#[track_caller]
fn check(module: &ModuleScope, id: &str, to: &Subscriber<'_>, props: &SubscriptionProps) {
    let refused = |found: String| Refusal::new(format!("subscription `{id}`: {found}"));
    if props.raw && !matches!(to, Subscriber::Queue(_) | Subscriber::Https(_)) {
        let refused = refused(format!("`raw` is set, and its protocol is `{}`", to.protocol()));
        module.refuse(refused.allowing("raw messages to a queue or an `https` address"));
    }
    if let Subscriber::Https(address) = to
        && let Expression::Text(text) = address.expression()
        && !text.starts_with("https://")
    {
        module.refuse(refused(format!("its address is `{text}`")).allowing("an address that begins with `https://`"));
    }
    if let Subscriber::Email(address) = to
        && let Expression::Text(text) = address.expression()
        && !text.contains('@')
    {
        module.refuse(refused(format!("its address is `{text}`")).allowing("a mail address: `name@domain`"));
    }
}

fn redrive(queue: &Queue) -> Value<String> {
    let target = ("deadLetterTargetArn".to_owned(), queue.arn().expression().clone());
    jsonencode(Expression::Object([target].into()))
}
