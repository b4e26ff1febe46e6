//! Topics and their subscriptions.
//!
//! <https://docs.aws.amazon.com/sns/latest/dg/welcome.html>

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use crate::aws::{
    SnsTopic, SnsTopicAttributes, SnsTopicPolicy, SnsTopicPolicyAttributes, SnsTopicPolicyRequired,
    SnsTopicSubscription, SnsTopicSubscriptionRequired,
};
use crate::constructs::given::given;
use crate::constructs::iam::{Condition, PolicyDocument, Principal, Statement, service_id};
use crate::constructs::kms::{EncryptionKey, writing};
use crate::constructs::referable::stands_for_its_resource;
use crate::modules::ModuleScope;
use crate::terraform::{Addressed, Configure as _, List, Meta, Refusal, Scope, Value, count_index};

/// A topic.
#[derive(Debug, Clone)]
pub struct Topic {
    id: String,
    attributes: SnsTopicAttributes,
    key: Option<EncryptionKey>,
    /// Who may publish, if the topic has a key.
    policy: Option<SnsTopicPolicyAttributes>,
    /// The services that publish to it, such as `cloudwatch.amazonaws.com`.
    publishers: Rc<RefCell<BTreeSet<&'static str>>>,
}

/// The properties of a topic.
#[derive(Debug, Clone, Default)]
pub struct TopicProps {
    /// Its name in the region. The default is the module's prefix and the logical name.
    pub name: Option<Value<String>>,
    /// The sender that SMS messages show where the country allows it, up to 10 characters.
    pub display_name: Option<Value<String>>,
    /// The key that encrypts its messages. The default is the one that AWS manages for SNS, at no cost. No service can
    /// publish with that one, so that alarms and notifications of buckets need a topic with a key of its own.
    /// <https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services>
    pub key: Option<EncryptionKey>,
}

stands_for_its_resource!(Topic);

impl Topic {
    /// Declares a topic whose messages are encrypted at rest.
    #[track_caller]
    pub fn new(module: &ModuleScope, id: &str, props: TopicProps) -> Self {
        let topic = SnsTopic {
            name: Some(given!(props.name, or module.name_of(id))),
            display_name: props.display_name,
            kms_master_key_id: Some(props.key.as_ref().map_or("alias/aws/sns".into(), EncryptionKey::arn)),
            ..SnsTopic::default()
        };
        let attributes = module.resource(id, topic);
        let mut topic = Self { id: id.to_owned(), attributes, key: props.key, policy: None, publishers: Rc::default() };
        if topic.key.is_some() {
            topic.policy = Some(topic.declare_policy(module));
        }
        topic
    }

    /// Declares who may publish. AWS has a policy for topics without one, which a service's statement would replace.
    #[track_caller]
    fn declare_policy(&self, module: &ModuleScope) -> SnsTopicPolicyAttributes {
        let account = module.account_id();
        let required = SnsTopicPolicyRequired { arn: self.arn(), policy: "".into() };
        let declared = module.resource(&self.id, SnsTopicPolicy::new(required));
        let (topic, address) = (self.clone(), declared.address().clone());
        module.complete_later(move |module| {
            let policy = policy(&topic.arn(), &account, &topic.publishers.borrow());
            module.complete_argument(&address, "policy", policy.to_value().expression());
        });
        declared
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
        scope.resource(id, subscription.with_meta(Meta { count, ..Meta::default() }));
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

    /// Allows publishing to this topic, and the use of its key.
    pub fn publish(&self) -> Statement {
        let publish = Statement { sid: "Publish".into(), ..Statement::default() };
        writing(publish.with(&["sns:Publish"], self.arn()), self.key.as_ref())
    }

    /// Lets a service of this account publish, such as CloudWatch for its alarms: in the topic's policy, and in that of its
    /// key. Returns the topic's ARN as known once the policy allows it.
    #[track_caller]
    pub(in crate::constructs) fn accept(&self, module: &ModuleScope, service: &'static str) -> Value<String> {
        let (Some(key), Some(policy)) = (&self.key, &self.policy) else {
            let found = format!(
                "topic `{}` is encrypted with the key of AWS for SNS, with which `{service}` cannot publish",
                self.id
            );
            let refused = Refusal::new(found).allowing("a topic with a key of its own");
            module.refuse(refused.hint("set `key: Some(EncryptionKey::new(m, …))` in its `TopicProps`"));
            return self.arn();
        };
        key.allow_service(service);
        self.publishers.borrow_mut().insert(service);
        policy.arn()
    }

    /// The topic's name.
    pub fn name(&self) -> Value<String> {
        self.attributes.name()
    }
}

/// Who may publish to a topic: this account, as far as its policies allow, and services that act for it.
fn policy(topic: &Value<String>, account: &Value<String>, services: &BTreeSet<&'static str>) -> PolicyDocument {
    let publish = |sid: String, principal, conditions| {
        let statement = Statement { sid, principal: Some(principal), conditions, ..Statement::default() };
        statement.with(&["sns:Publish"], topic.clone())
    };
    let own = publish("Account".into(), Principal::Aws(account.clone()), Vec::new());
    let service = |service: &&'static str| {
        let conditions = vec![Condition::source_account(account.clone())];
        publish(service_id(service), Principal::Service((*service).to_owned()), conditions)
    };
    PolicyDocument { statements: [own].into_iter().chain(services.iter().map(service)).collect() }
}
