//! SNS: publishes messages to topics and phone numbers.
//!
//! <https://docs.aws.amazon.com/sns/latest/api/Welcome.html>

mod deliver;
mod envelope;
mod model;
mod phone_number;
mod publication;

use std::collections::HashMap;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::inbox::Inbox;
use crate::query::model::Action;
use crate::query::{Failure, Parameters, Protocol};
use crate::service::{Answer, Answering, Call, Service, Services};
use crate::stack::topic::{Subscription, Topic};

use publication::{Entry, Publication, Published};

const PROTOCOL: Protocol = Protocol { namespace: "http://sns.amazonaws.com/doc/2010-03-31/" };

/// The maximum number of messages in a batch.
const BATCH: usize = 10;

/// The service.
pub struct Sns {
    topics: HashMap<String, Topic>,
    subscriptions: Vec<Subscription>,
    inbox: Arc<Inbox>,
    services: Services,
}

/// The input of `PublishBatch`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Batch {
    topic_arn: String,
    #[serde(default)]
    publish_batch_request_entries: Vec<Entry>,
}

impl Sns {
    /// Creates the service. Messages to people go to the inbox, messages to queues and functions to their services.
    pub fn new(topics: Vec<Topic>, subscriptions: Vec<Subscription>, inbox: Arc<Inbox>, services: Services) -> Self {
        let topics = topics.into_iter().map(|topic| (topic.arn.clone(), topic)).collect();
        Self { topics, subscriptions, inbox, services }
    }

    async fn answer(&self, call: &Call) -> Answer {
        let parameters = Parameters::of(call);
        let name = call.action.as_deref().or_else(|| parameters.text("Action")).unwrap_or_default();
        let Some(action) = Action::find(model::ACTIONS, name) else { return PROTOCOL.failed(call, &unknown(name)) };
        let performed = match parameters.read(action.input) {
            Ok(input) => self.perform(name, Value::Object(input)).await,
            Err(failure) => Err(failure),
        };
        match performed {
            Ok(result) => PROTOCOL.succeeded(call, action, &result),
            Err(failure) => PROTOCOL.failed(call, &failure),
        }
    }

    async fn perform(&self, action: &str, input: Value) -> Result<Value, Failure> {
        match action {
            "Publish" => Ok(self.send(read(input)?).await?.json()),
            "PublishBatch" => self.publish_batch(read(input)?).await,
            "ListTopics" => Ok(self.list_topics()),
            "ListSubscriptions" => Ok(self.list_subscriptions(None)),
            "ListSubscriptionsByTopic" => Ok(self.list_subscriptions(input["TopicArn"].as_str())),
            name => Err(unknown(name)),
        }
    }

    async fn publish_batch(&self, batch: Batch) -> Result<Value, Failure> {
        let entries = batch.publish_batch_request_entries;
        check_batch(&entries)?;
        self.topic(&batch.topic_arn)?;
        let (mut successful, mut failed) = (Vec::new(), Vec::new());
        for entry in entries {
            let id = entry.id.clone();
            match self.send(entry.publication(&batch.topic_arn)).await {
                Ok(published) => {
                    let mut result = published.json();
                    result["Id"] = id.into();
                    successful.push(result);
                }
                Err(failure) => failed.push(refusal(&id, &failure)),
            }
        }
        Ok(json!({ "Successful": successful, "Failed": failed }))
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

    fn list_topics(&self) -> Value {
        let mut arns: Vec<_> = self.topics.keys().collect();
        arns.sort();
        json!({ "Topics": arns.iter().map(|arn| json!({ "TopicArn": arn })).collect::<Vec<_>>() })
    }

    fn list_subscriptions(&self, topic_arn: Option<&str>) -> Value {
        let of = self.subscriptions.iter().filter(|one| topic_arn.is_none_or(|arn| one.topic_arn == arn));
        let members = of.map(|subscription| {
            json!({
                "SubscriptionArn": subscription.arn,
                "Owner": subscription.topic_arn.rsplit(':').nth(1),
                "Protocol": subscription.protocol.name(),
                "Endpoint": subscription.endpoint,
                "TopicArn": subscription.topic_arn,
            })
        });
        json!({ "Subscriptions": members.collect::<Vec<_>>() })
    }
}

/// The names of the actions.
pub(crate) fn actions() -> Vec<&'static str> {
    model::ACTIONS.iter().map(|action| action.name).collect()
}

impl Service for Sns {
    fn name(&self) -> &'static str {
        "sns"
    }

    fn call(&self, call: Call) -> Answering<'_> {
        Box::pin(async move { self.answer(&call).await })
    }
}

fn unknown(action: &str) -> Failure {
    let message = format!("The action {action} is not valid for this endpoint: topics are declared in Terraform.");
    Failure::refused("InvalidAction", message)
}

fn read<T: DeserializeOwned>(parameters: Value) -> Result<T, Failure> {
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

fn refusal(id: &str, failure: &Failure) -> Value {
    json!({ "Id": id, "Code": failure.code, "Message": failure.message, "SenderFault": failure.side() == "Sender" })
}
