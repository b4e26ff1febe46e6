//! Delivers a message to all subscriptions of its topic.

use serde_json::Value;

use crate::console;
use crate::inbox::Message;
use crate::pattern::TooManySteps;
use crate::query::Failure;
use crate::service::Call;
use crate::stack::topic::{Filter, FilterScope, Protocol, Subscription, Topic};
use crate::{sqs, targets};

use super::publication::{Publication, Published};
use super::{Sns, envelope};

impl Protocol {
    /// SNS's name of the protocol.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Email => "email",
            Self::Sqs => "sqs",
            Self::Lambda => "lambda",
        }
    }
}

impl Sns {
    /// Delivers to all subscriptions of a topic.
    pub(super) async fn fan_out(&self, topic: &Topic, of: &Publication, published: &Published) -> Result<(), Failure> {
        for subscription in self.subscriptions.iter().filter(|one| one.topic_arn == topic.arn) {
            let text = of.text_for(subscription.protocol.name())?;
            let passes = subscription.filter.as_ref().map_or(Ok(true), |filter| passes(filter, of, &text));
            match passes {
                Ok(true) => self.deliver(subscription, of, text, published).await,
                Ok(false) => {}
                Err(too_many) => not_delivered(subscription, published, &too_many),
            }
        }
        Ok(())
    }

    async fn deliver(&self, to: &Subscription, of: &Publication, text: String, published: &Published) {
        match to.protocol {
            Protocol::Sms => self.text(&to.endpoint, text, Some(&to.topic_arn), published),
            Protocol::Email => self.inbox.deliver(Message {
                subject: of.subject.clone(),
                ..message("email", &to.endpoint, text, Some(&to.topic_arn), published)
            }),
            Protocol::Sqs if to.raw => {
                let call = sqs::send_message_with(&to.endpoint, &text, &envelope::raw_attributes(of));
                self.hand_over("sqs", call, to, &text).await;
            }
            Protocol::Sqs => {
                let message = envelope::for_queue(to, of, &text, published).to_string();
                self.hand_over("sqs", sqs::send_message(&to.endpoint, &message), to, &message).await;
            }
            Protocol::Lambda => {
                let event = envelope::for_function(to, of, &text, published).to_string();
                self.hand_over("lambda", targets::invoke_later(&to.endpoint, &event), to, &event).await;
            }
        }
    }

    /// Sends a text message.
    pub(super) fn text(&self, number: &str, text: String, topic_arn: Option<&str>, published: &Published) {
        self.inbox.deliver(message("sms", number, text, topic_arn, published));
    }

    /// Sends to a queue or a function, or else to the subscription's dead-letter queue. As on AWS, the publisher gets no
    /// error.
    async fn hand_over(&self, service: &str, call: Call, to: &Subscription, message: &str) {
        let arrived = match self.services.get(service) {
            Some(service) => service.call(call).await.status.is_success(),
            None => false,
        };
        if let (false, Some(queue)) = (arrived, &to.dead_letter_arn)
            && let Err(why) = targets::send(&self.services, queue, message).await
        {
            console::warn(&format!("{}: `{queue}` got no dead letter: {why}", to.address));
        }
    }
}

fn passes(filter: &Filter, of: &Publication, text: &str) -> Result<bool, TooManySteps> {
    match filter.scope {
        FilterScope::Attributes => filter.pattern.matches(&of.attribute_values()),
        FilterScope::Body => match serde_json::from_str::<Value>(text) {
            Ok(body) if body.is_object() => filter.pattern.matches(&body),
            _ => Ok(false),
        },
    }
}

/// Prints a warning; the publisher gets no error.
fn not_delivered(to: &Subscription, published: &Published, why: &TooManySteps) {
    console::warn(&format!("{}: the message {} is not delivered: {why}", to.address, published.message_id));
}

fn message(protocol: &'static str, to: &str, text: String, topic_arn: Option<&str>, published: &Published) -> Message {
    Message {
        sent_at: published.at.clone(),
        protocol,
        to: to.to_owned(),
        subject: None,
        message: text,
        topic_arn: topic_arn.map(ToOwned::to_owned),
        message_id: published.message_id.clone(),
    }
}
