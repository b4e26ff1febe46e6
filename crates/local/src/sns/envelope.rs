//! The envelope of a message for queues and functions.
//!
//! Nothing is signed: the members of the signature exist but are empty.
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html>

use serde_json::{Map, Value, json};

use crate::stack::topic::Subscription;

use super::publication::{Attribute, Publication, Published};

/// The body of a message in a queue.
pub(super) fn for_queue(subscription: &Subscription, of: &Publication, text: &str, published: &Published) -> Value {
    let mut notification = notification(subscription, of, text, published);
    notification.insert("SigningCertURL".into(), "".into());
    notification.insert("UnsubscribeURL".into(), "".into());
    if of.attributes().is_empty() {
        notification.remove("MessageAttributes");
    }
    Value::Object(notification)
}

/// The event of a function.
/// <https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html>
pub(super) fn for_function(subscription: &Subscription, of: &Publication, text: &str, published: &Published) -> Value {
    let mut notification = notification(subscription, of, text, published);
    notification.insert("SigningCertUrl".into(), "".into());
    notification.insert("UnsubscribeUrl".into(), "".into());
    notification.entry("Subject").or_insert(Value::Null);
    json!({
        "Records": [{
            "EventSource": "aws:sns",
            "EventVersion": "1.0",
            "EventSubscriptionArn": subscription.arn,
            "Sns": notification,
        }]
    })
}

fn notification(
    subscription: &Subscription,
    of: &Publication,
    text: &str,
    published: &Published,
) -> Map<String, Value> {
    let mut notification = Map::new();
    let mut insert = |name: &str, value: Value| notification.insert(name.to_owned(), value);
    insert("Type", "Notification".into());
    insert("MessageId", published.message_id.as_str().into());
    insert("TopicArn", subscription.topic_arn.as_str().into());
    insert("Message", text.into());
    insert("Timestamp", published.at.as_str().into());
    insert("SignatureVersion", "1".into());
    insert("Signature", "".into());
    insert("MessageAttributes", of.attributes().iter().map(attribute).collect());
    if let Some(subject) = &of.subject {
        insert("Subject", subject.as_str().into());
    }
    notification
}

fn attribute((name, attribute): (&String, &Attribute)) -> (String, Value) {
    (name.clone(), json!({ "Type": attribute.data_type, "Value": attribute.value() }))
}

/// The attributes of a message without an envelope: the attributes of the publication.
pub(super) fn raw_attributes(of: &Publication) -> Value {
    let attribute = |(name, attribute): (&String, &Attribute)| {
        let member = if attribute.data_type.starts_with("Binary") { "BinaryValue" } else { "StringValue" };
        (name.clone(), json!({ "DataType": attribute.data_type, member: attribute.value() }))
    };
    of.attributes().iter().map(attribute).collect()
}
