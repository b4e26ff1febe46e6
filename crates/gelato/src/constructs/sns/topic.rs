//! Topics and their subscriptions.
//!
//! <https://docs.aws.amazon.com/sns/latest/dg/welcome.html>

use crate::aws::{SnsTopic, SnsTopicAttributes, SnsTopicSubscription, SnsTopicSubscriptionRequired};
use crate::constructs::given::given;
use crate::constructs::iam::Statement;
use crate::constructs::referable::stands_for_its_resource;
use crate::modules::ModuleScope;
use crate::terraform::{List, Meta, Scope, Value, count_index};

/// A topic.
#[derive(Debug, Clone)]
pub struct Topic {
    attributes: SnsTopicAttributes,
}

/// The properties of a topic.
#[derive(Debug, Clone, Default)]
pub struct TopicProps {
    /// Its name in the region. The default is the module's prefix and the logical name.
    pub name: Option<Value<String>>,
    /// The sender that SMS messages show where the country allows it, up to 10 characters.
    pub display_name: Option<Value<String>>,
}

stands_for_its_resource!(Topic);

impl Topic {
    /// Declares a topic whose messages are encrypted at rest with the key that AWS manages for SNS.
    #[track_caller]
    pub fn new(module: &ModuleScope, id: &str, props: TopicProps) -> Self {
        let topic = SnsTopic {
            name: Some(given!(props.name, or module.name_of(id))),
            display_name: props.display_name,
            kms_master_key_id: Some("alias/aws/sns".into()),
            ..SnsTopic::default()
        };
        Self { attributes: module.resource(id, topic) }
    }

    /// The topic's ARN.
    pub fn arn(&self) -> Value<String> {
        self.attributes.arn()
    }

    /// Subscribes every number of a list by SMS, each once. The list may be empty.
    ///
    /// The numbers may be sensitive: a plan shows only how many there are.
    #[track_caller]
    pub fn subscribe_sms(&self, scope: &Scope, id: &str, numbers: &Value<List<String>>) {
        let numbers = numbers.distinct().sort();
        let count = Some(numbers.length().nonsensitive());
        let subscription = SnsTopicSubscription::new(SnsTopicSubscriptionRequired {
            endpoint: numbers.element(count_index()),
            protocol: "sms".into(),
            topic_arn: self.arn(),
        });
        scope.resource_with(id, subscription, Meta { count, ..Meta::default() });
    }

    /// Subscribes an address by e-mail. AWS sends nothing to it until its owner has confirmed the subscription.
    /// <https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html>
    #[track_caller]
    pub fn subscribe_email(&self, scope: &Scope, id: &str, address: impl Into<Value<String>>) {
        let subscription = SnsTopicSubscription::new(SnsTopicSubscriptionRequired {
            endpoint: address.into(),
            protocol: "email".into(),
            topic_arn: self.arn(),
        });
        scope.resource(id, subscription);
    }

    /// Allows publishing to this topic.
    pub fn publish(&self) -> Statement {
        Statement {
            sid: "Publish".into(),
            actions: vec!["sns:Publish".into()],
            resources: vec![self.arn()],
            ..Statement::default()
        }
    }
}
