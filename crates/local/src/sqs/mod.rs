//! SQS: queues for the failures of functions and the messages of topics.
//!
//! Messages are kept in memory. SDKs use JSON; integrations of an API often use the older query protocol, which the
//! service's model describes.
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/Welcome.html>

mod actions;
mod attributes;
mod batch;
mod checksum;
mod input;
mod message;
mod model;
mod store;

use std::collections::BTreeMap;
use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::query::model::Action;
use crate::query::{Failure, Parameters, Protocol};
use crate::service::{Answer, Answering, Call, Service};
use crate::stack::queue::Queue;

pub use store::Messages;
use store::Store;

const PROTOCOL: Protocol = Protocol { namespace: "http://queue.amazonaws.com/doc/2012-11-05/" };

/// The service.
pub struct Sqs {
    /// By ARN.
    queues: BTreeMap<String, Arc<Store>>,
    /// The prefix of queue URLs, such as `http://127.0.0.1:3000`.
    endpoint: String,
}

impl Sqs {
    /// Creates empty queues, whose URLs begin with the endpoint.
    pub fn new(queues: Vec<Queue>, endpoint: impl Into<String>) -> Self {
        Self::holding(queues, endpoint, &Messages::default())
    }

    /// Creates queues with existing messages.
    pub fn holding(queues: Vec<Queue>, endpoint: impl Into<String>, messages: &Messages) -> Self {
        let store = |queue: Queue| (queue.arn.clone(), Arc::new(Store::new(queue, messages)));
        let queues = queues.into_iter().map(store).collect();
        Self { queues, endpoint: endpoint.into() }
    }

    /// The queue with a URL, whose last two parts are the account and the name.
    fn by_url(&self, url: &str) -> Result<&Arc<Store>, Failure> {
        let mut parts = url.trim_end_matches('/').rsplit('/');
        let (name, account) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let is = |arn: &str| arn.ends_with(&format!(":{account}:{name}"));
        self.queues.iter().find(|(arn, _)| is(arn)).map(|(_, store)| store).ok_or_else(missing)
    }

    fn url(&self, store: &Store) -> String {
        let account = store.queue().arn.rsplit(':').nth(1).unwrap_or_default();
        format!("{}/{account}/{}", self.endpoint, store.queue().name)
    }

    async fn answer(&self, call: &Call) -> Answer {
        if is_json(call) { self.answer_json(call).await } else { self.answer_query(call).await }
    }

    async fn answer_json(&self, call: &Call) -> Answer {
        let action = call.action.clone().unwrap_or_default();
        let outcome = match serde_json::from_slice(&call.body) {
            Ok(input) => self.perform(&action, with_queue(input, &call.path)).await,
            Err(error) => Err(Failure::refused("InvalidParameterValue", format!("The request is not JSON: {error}"))),
        };
        match outcome {
            Ok(result) => json_answer(StatusCode::OK, &result, None),
            Err(failure) => refused(&failure),
        }
    }

    async fn answer_query(&self, call: &Call) -> Answer {
        let parameters = Parameters::of(call);
        let name = call.action.as_deref().or_else(|| parameters.text("Action")).unwrap_or_default();
        let Some(action) = Action::find(model::ACTIONS, name) else { return PROTOCOL.failed(call, &unknown(name)) };
        let performed = match parameters.read(action.input) {
            Ok(input) => self.perform(name, with_queue(input, &call.path)).await,
            Err(failure) => Err(failure),
        };
        match performed {
            Ok(result) => PROTOCOL.succeeded(call, action, &result),
            Err(failure) => PROTOCOL.failed(call, &failure),
        }
    }

    async fn perform(&self, action: &str, input: Value) -> Result<Value, Failure> {
        match action {
            "SendMessage" => self.send(input::read(input)?),
            "SendMessageBatch" => self.send_batch(input::read(input)?),
            "ReceiveMessage" => self.receive(input::read(input)?).await,
            "DeleteMessage" => self.delete(&input::read(input)?),
            "DeleteMessageBatch" => self.delete_batch(&input::read(input)?),
            "ChangeMessageVisibility" => self.change_visibility(&input::read(input)?),
            "ChangeMessageVisibilityBatch" => self.change_visibility_batch(&input::read(input)?),
            "PurgeQueue" => self.purge(&input::read(input)?),
            "GetQueueUrl" => self.queue_url(&input::read(input)?),
            "GetQueueAttributes" => self.attributes(&input::read(input)?),
            "ListQueues" => Ok(self.list(&input::read(input)?)),
            name => Err(unknown(name)),
        }
    }
}

/// The names of the actions.
pub(crate) fn actions() -> Vec<&'static str> {
    model::ACTIONS.iter().map(|action| action.name).collect()
}

impl Service for Sqs {
    fn name(&self) -> &'static str {
        "sqs"
    }

    fn call(&self, call: Call) -> Answering<'_> {
        Box::pin(async move { self.answer(&call).await })
    }
}

/// A call that sends a message to the queue with an ARN.
pub fn send_message(queue_arn: &str, body: &str) -> Call {
    send_message_with(queue_arn, body, &json!({}))
}

/// A call that sends a message with attributes to the queue with an ARN.
pub(crate) fn send_message_with(queue_arn: &str, body: &str, attributes: &Value) -> Call {
    action("SendMessage", queue_arn, json!({ "MessageBody": body, "MessageAttributes": attributes }))
}

/// A call of an action on the queue with an ARN.
pub(crate) fn action(name: &str, queue_arn: &str, mut input: Value) -> Call {
    let mut parts = queue_arn.rsplit(':');
    let (queue, account) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-amz-json-1.0"));
    input["QueueUrl"] = format!("/{account}/{queue}").into();
    Call {
        action: Some(name.into()),
        method: Method::POST,
        path: "/".into(),
        query: None,
        headers,
        body: input.to_string().into(),
    }
}

/// The input of an action; the path may name the queue instead.
fn with_queue(mut input: Map<String, Value>, path: &str) -> Value {
    // A null member counts as missing.
    input.retain(|_, value| !value.is_null());
    input.entry("QueueUrl").or_insert_with(|| path.into());
    Value::Object(input)
}

fn unknown(action: &str) -> Failure {
    let message = format!("The action {action} is not valid for this endpoint: queues are declared in Terraform.");
    Failure::refused("InvalidAction", message)
}

fn missing() -> Failure {
    Failure::refused("AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.")
}

fn is_json(call: &Call) -> bool {
    let kind = call.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/x-amz-json"))
}

/// Adds the error code of the query protocol as a header, which old clients expect.
/// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-json.html>
fn refused(failure: &Failure) -> Answer {
    let code = match failure.code {
        "AWS.SimpleQueueService.NonExistentQueue" => "QueueDoesNotExist",
        code => code.rsplit('.').next().unwrap_or(code),
    };
    let body = json!({ "__type": format!("com.amazonaws.sqs#{code}"), "message": failure.message });
    json_answer(failure.status, &body, Some(format!("{};{}", failure.code, failure.side())))
}

fn json_answer(status: StatusCode, body: &Value, query_error: Option<String>) -> Answer {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-amz-json-1.0"));
    let mut insert = |name, value: String| {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    };
    insert("x-amzn-requestid", Uuid::new_v4().to_string());
    if let Some(error) = query_error {
        insert("x-amzn-query-error", error);
    }
    Answer { status, headers, body: body.to_string().into() }
}
