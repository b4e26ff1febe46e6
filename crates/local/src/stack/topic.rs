//! SNS: topics and their subscriptions.

use crate::finding::Finding;
use crate::pattern::{Dialect, Pattern, shortened};
use crate::resource::{Resource, Resources};

use super::arguments::Arguments;

/// A topic, `aws_sns_topic`.
#[derive(Debug, Clone, PartialEq)]
pub struct Topic {
    /// Its ARN.
    pub arn: String,
    /// Whether it is a FIFO topic, whose messages have a group.
    pub fifo: bool,
}

/// A subscription, `aws_sns_topic_subscription`.
#[derive(Debug, Clone, PartialEq)]
pub struct Subscription {
    /// The resource's address, for messages.
    pub address: String,
    /// The topic's ARN.
    pub topic_arn: String,
    /// Its ARN.
    pub arn: String,
    /// The protocol of delivery.
    pub protocol: Protocol,
    /// The phone number, mail address or ARN that messages go to.
    pub endpoint: String,
    /// Whether a queue gets only the message, without SNS's envelope.
    pub raw: bool,
    /// The filter of messages. Without one, it gets all of them.
    pub filter: Option<Filter>,
    /// The queue for messages that could not be delivered.
    pub dead_letter_arn: Option<String>,
}

/// A filter policy.
/// <https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering.html>
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    /// The pattern that must match.
    pub pattern: Pattern,
    /// The part of the message that must match.
    pub scope: FilterScope,
}

/// The part of a message that a filter reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterScope {
    /// Its attributes.
    Attributes,
    /// Its text, which is JSON.
    Body,
}

/// A protocol of delivery.
/// <https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// As a text message.
    Sms,
    /// As mail.
    Email,
    /// Into a queue.
    Sqs,
    /// To a function.
    Lambda,
}

/// The topics and subscriptions among the resources.
pub fn read(resources: &Resources) -> (Vec<Topic>, Vec<Subscription>, Vec<Finding>) {
    let mut findings = Vec::new();
    let topics = resources.of("aws_sns_topic").map(|resource| topic(resource, &mut findings)).collect();
    let subscriptions =
        resources.of("aws_sns_topic_subscription").filter_map(|resource| subscription(resource, &mut findings));
    let subscriptions = subscriptions.collect();
    (topics, subscriptions, findings)
}

fn topic(resource: &Resource, findings: &mut Vec<Finding>) -> Topic {
    let mut arguments = Arguments::of(resource);
    // Nothing is encrypted here, and publishers are not authorised.
    arguments.harmless(&["name", "name_prefix", "display_name", "owner", "policy", "kms_master_key_id"]);
    arguments.harmless(&["signature_version", "tracing_config", "beginning_archive_time"]);
    let topic = Topic { arn: arguments.required("arn"), fifo: arguments.boolean("fifo_topic") };
    findings.extend(arguments.finish());
    topic
}

fn subscription(resource: &Resource, findings: &mut Vec<Finding>) -> Option<Subscription> {
    let mut arguments = Arguments::of(resource);
    arguments.harmless(&["confirmation_was_authenticated", "confirmation_timeout_in_minutes", "owner_id"]);
    arguments.harmless(&["endpoint_auto_confirms", "pending_confirmation"]);
    let protocol = arguments.required("protocol");
    let subscription = Protocol::of(&protocol).map(|protocol| Subscription {
        address: resource.address.clone(),
        topic_arn: arguments.required("topic_arn"),
        arn: arguments.text("arn").unwrap_or_else(|| resource.address.clone()),
        protocol,
        endpoint: arguments.required("endpoint"),
        raw: arguments.boolean("raw_message_delivery"),
        filter: filter(&mut arguments),
        dead_letter_arn: dead_letters(&mut arguments),
    });
    if subscription.is_none() {
        arguments
            .ignored(format!("`protocol` is `{protocol}`; only `sms`, `email`, `sqs` and `lambda` are delivered here"));
        arguments.harmless(&["topic_arn", "endpoint", "raw_message_delivery", "redrive_policy"]);
        arguments.harmless(&["filter_policy", "filter_policy_scope", "delivery_policy"]);
    }
    findings.extend(arguments.finish());
    subscription
}

/// <https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html>
fn dead_letters(arguments: &mut Arguments<'_>) -> Option<String> {
    let policy = arguments.text("redrive_policy").filter(|policy| !policy.is_empty())?;
    let parsed: Option<serde_json::Value> = serde_json::from_str(&policy).ok();
    let arn = parsed.and_then(|policy| policy["deadLetterTargetArn"].as_str().map(str::to_owned));
    if arn.is_none() {
        arguments.unusable(format!("`redrive_policy` is `{policy}`; it must be JSON with `deadLetterTargetArn`"));
    }
    arn
}

fn filter(arguments: &mut Arguments<'_>) -> Option<Filter> {
    let (scope, dialect) = match arguments.text("filter_policy_scope").as_deref() {
        Some("MessageBody") => (FilterScope::Body, Dialect::Body),
        _ => (FilterScope::Attributes, Dialect::Attributes),
    };
    let policy = arguments.text("filter_policy").filter(|policy| !policy.is_empty())?;
    let parsed = Pattern::parse(&policy, dialect);
    if let Err(reason) = &parsed {
        arguments.unusable(format!("`filter_policy` is `{}`: {reason}", shortened(&policy)));
    }
    parsed.ok().map(|pattern| Filter { pattern, scope })
}

impl Protocol {
    fn of(name: &str) -> Option<Self> {
        match name {
            "sms" => Some(Self::Sms),
            "email" | "email-json" => Some(Self::Email),
            "sqs" => Some(Self::Sqs),
            "lambda" => Some(Self::Lambda),
            _ => None,
        }
    }
}
