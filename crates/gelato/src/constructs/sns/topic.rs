//! Topics and their subscriptions.
//!
//! <https://docs.aws.amazon.com/sns/latest/dg/welcome.html>

use crate::aws::{SnsTopic, SnsTopicAttributes, SnsTopicSubscription, SnsTopicSubscriptionRequired};
use crate::constructs::iam::Statement;
use crate::terraform::{Document, List, Meta, Value, count_index, distinct, element_at, length, nonsensitive, sort};

/// A topic.
#[derive(Debug, Clone)]
pub struct Topic {
    attributes: SnsTopicAttributes,
}

/// The properties of a topic.
#[derive(Debug, Clone)]
pub struct TopicProps {
    /// Its name in the region.
    pub name: Value<String>,
    /// The sender that SMS messages show where the country allows it, up to 10 characters.
    pub display_name: Option<Value<String>>,
}

impl Topic {
    /// Declares a topic whose messages are encrypted at rest with the key that AWS manages for SNS.
    #[track_caller]
    pub fn new(document: &mut Document, id: &str, props: TopicProps) -> Self {
        let topic = SnsTopic {
            name: Some(props.name),
            display_name: props.display_name,
            kms_master_key_id: Some("alias/aws/sns".into()),
            ..SnsTopic::default()
        };
        Self { attributes: document.resource(id, topic) }
    }

    /// The topic's ARN.
    pub fn arn(&self) -> Value<String> {
        self.attributes.arn()
    }

    /// Subscribes every number of a list by SMS, each once. The list may be empty.
    ///
    /// The numbers may be sensitive: a plan shows only how many there are.
    #[track_caller]
    pub fn subscribe_sms(&self, document: &mut Document, id: &str, numbers: &Value<List<String>>) {
        let numbers = sort(distinct(numbers.clone()));
        let count = Some(nonsensitive(length(&numbers)));
        let subscription = SnsTopicSubscription::new(SnsTopicSubscriptionRequired {
            endpoint: element_at(numbers, count_index()),
            protocol: "sms".into(),
            topic_arn: self.arn(),
        });
        document.resource_with(id, subscription, Meta { count, ..Meta::default() });
    }

    /// Allows publishing to this topic.
    pub fn publish(&self) -> Statement {
        Statement {
            sid: "Publish".into(),
            actions: vec!["sns:Publish"],
            resources: vec![self.arn()],
            ..Statement::default()
        }
    }
}
