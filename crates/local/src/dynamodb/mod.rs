//! DynamoDB, embedded. The gateway, SDKs and functions on this machine write in the same way, so every write reaches
//! the stream.
//!
//! The semantics are `dynoxide`'s. Items and the records of their changes are written in one SQLite transaction.
//! <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/Welcome.html>

mod damage;
mod expiry;
mod expression;
mod failure;
mod idempotency;
mod operation;
mod request;
mod store;
mod streams;
mod table_arn;
mod turns;

use std::sync::Arc;

use bytes::Bytes;
use dynoxide::{DynoxideError, Result};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use uuid::fmt::Simple;

use crate::identifier;
use crate::service::{Answer, Answering, Call, Service};
use crate::stack::table::Table;

pub use damage::Damage;
pub(crate) use operation::actions;
pub use store::{OpenError, Store};

use streams::Streams;
use turns::Turns;

/// The service.
pub struct DynamoDb {
    actions: Arc<Actions>,
    turns: Arc<Turns>,
}

/// The implementation, shared with the threads that perform actions.
struct Actions {
    store: Arc<Store>,
    streams: Streams,
    /// The common prefix of the tables' ARNs, up to `table/`.
    arn_prefix: String,
}

impl DynamoDb {
    /// Serves the tables of a store.
    pub fn new(store: Arc<Store>, tables: &[Table]) -> Self {
        let prefix = tables.first().and_then(|table| table.arn.rsplit_once("table/")).map(|(prefix, _)| prefix);
        let streams = Streams::new(Arc::clone(&store));
        let arn_prefix = prefix.unwrap_or("arn:aws:dynamodb:us-east-1:000000000000:").to_owned();
        Self { actions: Arc::new(Actions { store, streams, arn_prefix }), turns: Arc::default() }
    }
}

impl Actions {
    fn answer(&self, call: &Call) -> Answer {
        let action = call.action.as_deref().unwrap_or_default();
        let action = action.rsplit('.').next().unwrap_or_default();
        if let Some(answer) = self.streams.answer(action, &call.body) {
            return answer;
        }
        match self.perform(action, &call.body) {
            Ok(body) => answer(StatusCode::OK, self.localise(action, body).into()),
            Err(error) => failed(&error, self.store.known_damage()),
        }
    }

    fn perform(&self, action: &str, body: &[u8]) -> Result<Vec<u8>> {
        match table_arn::to_names(body, &self.arn_prefix) {
            None => operation::perform(&self.store, action, body),
            Some(named) => {
                let answer = operation::perform(&self.store, action, &named.body)?;
                Ok(named.to_arns(answer, &self.arn_prefix))
            }
        }
    }

    /// The library knows one region and one account; a description must name those of the table.
    fn localise(&self, action: &str, body: Vec<u8>) -> Vec<u8> {
        const OTHER: &str = "arn:aws:dynamodb:dynoxide:000000000000:";
        match (action, String::from_utf8(body)) {
            ("DescribeTable", Ok(text)) => text.replace(OTHER, &self.arn_prefix).into_bytes(),
            (_, Ok(text)) => text.into_bytes(),
            (_, Err(error)) => error.into_bytes(),
        }
    }
}

impl Service for DynamoDb {
    fn name(&self) -> &'static str {
        "dynamodb"
    }

    fn call(&self, call: Call) -> Answering<'_> {
        let actions = Arc::clone(&self.actions);
        Box::pin(async move {
            let answer = self.turns.perform(move || actions.answer(&call)).await;
            answer.unwrap_or_else(|| failed(&DynoxideError::InternalServerError("Internal server error".into()), None))
        })
    }
}

fn failed(error: &DynoxideError, damage: Option<&Damage>) -> Answer {
    let failed = failure::of(error, damage);
    answer(failed.status, failed.body.into())
}

/// A response with the checksum that SDKs verify.
pub(crate) fn answer(status: StatusCode, body: Bytes) -> Answer {
    let checksum = crc32fast::hash(&body);
    let mut headers = HeaderMap::with_capacity(3);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-amz-json-1.0"));
    headers.insert(HeaderName::from_static("x-amz-crc32"), HeaderValue::from(checksum));
    let mut id = [0; Simple::LENGTH];
    if let Ok(id) = HeaderValue::from_str(identifier::new().simple().encode_upper(&mut id)) {
        headers.insert(HeaderName::from_static("x-amzn-requestid"), id);
    }
    Answer { status, headers, body }
}
