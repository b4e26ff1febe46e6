//! The runtime's own pages below `/_gelato/`: its contents and recent events as JSON. `docs/local.md` describes them.

mod stream;
mod tables;

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde::Serialize;
use serde_json::json;

use crate::dynamodb::{DynamoDb, Store};
use crate::gateway::token_page;
use crate::health::Health;
use crate::inbox::Inbox;
use crate::invocations::Invocations;
use crate::logs::Logs;
use crate::outputs::Outputs;
use crate::service::{Answer, Answering, Call, Service};
use crate::stack::event_source_mapping::EventSourceMapping;

/// The names of the pages.
const PAGES: [&str; 7] = ["health", "inbox", "invocations", "logs", "outputs", "stream", "tables"];

/// The pages.
pub(crate) struct Pages {
    /// The health of the runtime.
    pub(crate) health: Arc<Health>,
    /// Messages to people.
    pub(crate) inbox: Arc<Inbox>,
    /// The logs.
    pub(crate) logs: Arc<Logs>,
    /// The recent invocations of functions.
    pub(crate) invocations: Arc<Invocations>,
    /// The tables and their streams.
    pub(crate) store: Arc<Store>,
    /// Reads items from the tables.
    pub(crate) dynamodb: Arc<DynamoDb>,
    /// The outputs and API keys.
    pub(crate) outputs: Arc<Outputs>,
    /// The APIs and their URLs.
    pub(crate) apis: serde_json::Value,
    /// The readers of the streams.
    pub(crate) mappings: Vec<EventSourceMapping>,
}

impl Pages {
    async fn answer(&self, call: &Call) -> Answer {
        if call.method != Method::GET {
            let message = "these pages are only read; the method is GET";
            return json_answer(StatusCode::METHOD_NOT_ALLOWED, &json!({ "message": message }));
        }
        let path = call.path.trim_start_matches("/_gelato").trim_matches('/');
        match path.split_once('/').unwrap_or((path, "")) {
            ("health", "") => self.health(),
            ("inbox", "") => ok(&self.inbox.messages()),
            ("invocations", "") => ok(&self.invocations.all()),
            ("logs", "") => ok(&self.logs.lines()),
            ("outputs", "") => self.outputs(call.query.as_deref()),
            ("stream", "") => stream::page(&self.store, &self.mappings),
            ("tables", "") => tables::list(&self.store),
            ("tables", name) => tables::page(&self.store, &self.dynamodb, name, call.query.as_deref()).await,
            ("", _) => {
                let pages = PAGES.iter().map(|page| format!("/_gelato/{page}")).chain([token_page::PATH.to_owned()]);
                ok(&json!({ "pages": pages.collect::<Vec<_>>() }))
            }
            _ => not_found(&format!("there is no page `{path}`; there are {}", PAGES.join(", "))),
        }
    }

    fn outputs(&self, query: Option<&str>) -> Answer {
        let mut outputs = self.outputs.json(asks_for_sensitive(query));
        outputs["apis"] = self.apis.clone();
        ok(&outputs)
    }

    /// Monitoring tools expect a status other than 2xx if something is wrong.
    fn health(&self) -> Answer {
        let damage = self.store.damage();
        let (code, status) = match &damage {
            None => (StatusCode::OK, "ok"),
            Some(_) => (StatusCode::SERVICE_UNAVAILABLE, "damaged"),
        };
        let body = json!({
            "status": status, "version": env!("CARGO_PKG_VERSION"), "configuration": self.health.configuration(),
            "damage": damage.map(|damage| damage.to_string()),
        });
        json_answer(code, &body)
    }
}

impl Service for Pages {
    fn name(&self) -> &'static str {
        "gelato"
    }

    fn call(&self, call: Call) -> Answering<'_> {
        Box::pin(async move { self.answer(&call).await })
    }
}

/// Whether a query has `sensitive=true`.
fn asks_for_sensitive(query: Option<&str>) -> bool {
    let mut parameters = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    parameters.any(|(name, value)| name == "sensitive" && value == "true")
}

fn ok(value: &impl Serialize) -> Answer {
    json_answer(StatusCode::OK, value)
}

fn not_found(message: &str) -> Answer {
    json_answer(StatusCode::NOT_FOUND, &json!({ "message": message }))
}

fn failed(message: &str) -> Answer {
    json_answer(StatusCode::INTERNAL_SERVER_ERROR, &json!({ "message": message }))
}

fn json_answer(status: StatusCode, value: &impl Serialize) -> Answer {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    // These are plain structures, whose serialization does not fail.
    let body = serde_json::to_vec(value).unwrap_or_default();
    Answer { status, headers, body: Bytes::from(body) }
}
