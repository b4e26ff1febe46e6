//! SNS: publish to a topic or a phone number, and it arrives where it should.
//!
//! <https://docs.aws.amazon.com/sns/latest/api/Welcome.html>

mod deliver;
mod envelope;
mod phone_number;
mod publication;

use std::collections::HashMap;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::inbox::Inbox;
use crate::query::{self, Element, Failure, Member, Protocol};
use crate::service::{Answer, Answering, Call, Service, Services};
use crate::stack::topic::{Subscription, Topic};

use publication::{Entry, Publication, Published};

const PROTOCOL: Protocol = Protocol { namespace: "http://sns.amazonaws.com/doc/2010-03-31/" };

/// A batch has at most so many messages.
const BATCH: usize = 10;

/// The service.
pub struct Sns {
    topics: HashMap<String, Topic>,
    subscriptions: Vec<Subscription>,
    inbox: Arc<Inbox>,
    services: Services,
}

/// What `PublishBatch` is given.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Batch {
    topic_arn: String,
    publish_batch_request_entries: Members<Entry>,
}

/// A list of the query protocol.
#[derive(Debug, Deserialize)]
struct Members<T> {
    member: Vec<T>,
}

impl Sns {
    /// Makes the service. Messages for people go to the inbox, those for queues and functions to the services.
    pub fn new(topics: Vec<Topic>, subscriptions: Vec<Subscription>, inbox: Arc<Inbox>, services: Services) -> Self {
        let topics = topics.into_iter().map(|topic| (topic.arn.clone(), topic)).collect();
        Self { topics, subscriptions, inbox, services }
    }

    async fn answer(&self, call: &Call) -> Answer {
        let parameters = query::parameters(call);
        let named = parameters["Action"].as_str().map(ToOwned::to_owned);
        let action = call.action.clone().or(named).unwrap_or_default();
        let outcome = match action.as_str() {
            "Publish" => self.publish(parameters).await,
            "PublishBatch" => self.publish_batch(parameters).await,
            "ListTopics" => Ok(self.list_topics()),
            "ListSubscriptions" => Ok(self.list_subscriptions(None)),
            "ListSubscriptionsByTopic" => Ok(self.list_subscriptions(parameters["TopicArn"].as_str())),
            unknown => Err(Failure::refused(
                "InvalidAction",
                format!("The action {unknown} is not valid for this endpoint: only messages are sent here."),
            )),
        };
        match outcome {
            Ok(result) => PROTOCOL.succeeded(call, &action, result),
            Err(failure) => PROTOCOL.failed(call, &failure),
        }
    }

    async fn publish(&self, parameters: serde_json::Value) -> Result<Element, Failure> {
        let published = self.send(read(parameters)?).await?;
        Ok(Element::Members(published.members()))
    }

    async fn publish_batch(&self, parameters: serde_json::Value) -> Result<Element, Failure> {
        let batch: Batch = read(parameters)?;
        let entries = batch.publish_batch_request_entries.member;
        check_batch(&entries)?;
        self.topic(&batch.topic_arn)?;
        let (mut successful, mut failed) = (Vec::new(), Vec::new());
        for entry in entries {
            let id = ("Id".into(), Element::text(&entry.id));
            match self.send(entry.publication(&batch.topic_arn)).await {
                Ok(published) => {
                    let members = std::iter::once(id).chain(published.members()).collect();
                    successful.push(("member".into(), Element::Members(members)));
                }
                Err(failure) => failed.push(("member".into(), refusal(id, &failure))),
            }
        }
        Ok(Element::of([("Successful", Element::Members(successful)), ("Failed", Element::Members(failed))]))
    }

    async fn send(&self, publication: Publication) -> Result<Published, Failure> {
        publication.check()?;
        let published = Published::new();
        match publication.target()? {
            publication::Target::Phone(number) => {
                phone_number::check(number)?;
                let text = publication.text_for("sms")?;
                self.text(number, text, None, &published);
            }
            publication::Target::Topic(arn) => {
                let topic = self.topic(arn)?;
                publication.check_group(topic)?;
                self.fan_out(topic, &publication, &published).await?;
            }
        }
        Ok(published)
    }

    fn topic(&self, arn: &str) -> Result<&Topic, Failure> {
        let missing = || Failure {
            status: http::StatusCode::NOT_FOUND,
            code: "NotFound",
            message: "Topic does not exist".into(),
        };
        self.topics.get(arn).ok_or_else(missing)
    }

    fn list_topics(&self) -> Element {
        let mut arns: Vec<_> = self.topics.keys().collect();
        arns.sort();
        let topics = arns.into_iter().map(|arn| ("member".into(), Element::of([("TopicArn", Element::text(arn))])));
        Element::of([("Topics", Element::Members(topics.collect()))])
    }

    fn list_subscriptions(&self, topic_arn: Option<&str>) -> Element {
        let of = self.subscriptions.iter().filter(|one| topic_arn.is_none_or(|arn| one.topic_arn == arn));
        let members = of.map(|subscription| {
            let members = [
                ("SubscriptionArn", Element::text(&subscription.arn)),
                ("TopicArn", Element::text(&subscription.topic_arn)),
                ("Protocol", Element::text(subscription.protocol.name())),
                ("Endpoint", Element::text(&subscription.endpoint)),
            ];
            ("member".into(), Element::of(members))
        });
        Element::of([("Subscriptions", Element::Members(members.collect()))])
    }
}

impl Service for Sns {
    fn name(&self) -> &'static str {
        "sns"
    }

    fn call(&self, call: Call) -> Answering<'_> {
        Box::pin(async move { self.answer(&call).await })
    }
}

fn read<T: DeserializeOwned>(parameters: serde_json::Value) -> Result<T, Failure> {
    serde_json::from_value(parameters)
        .map_err(|error| Failure::refused("InvalidParameter", format!("Invalid parameter: {error}")))
}

fn check_batch(entries: &[Entry]) -> Result<(), Failure> {
    let refused = |code, message: &str| Err(Failure::refused(code, message));
    let mut ids: Vec<_> = entries.iter().map(|entry| &entry.id).collect();
    ids.sort();
    ids.dedup();
    match entries.len() {
        0 => refused("EmptyBatchRequest", "The batch request doesn't contain any entries."),
        count if count > BATCH => {
            refused("TooManyEntriesInBatchRequest", "The batch request contains more entries than permissible.")
        }
        count if count > ids.len() => {
            refused("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.")
        }
        _ => Ok(()),
    }
}

fn refusal(id: Member, failure: &Failure) -> Element {
    Element::Members(vec![
        id,
        ("Code".into(), Element::text(failure.code)),
        ("Message".into(), Element::text(&failure.message)),
        ("SenderFault".into(), Element::text((failure.side() == "Sender").to_string())),
    ])
}
