//! The runtime's own pages, below `/_gelato/`: what happened, as JSON.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde::Serialize;
use serde_json::json;

use crate::gateway::token_page;
use crate::inbox::Inbox;
use crate::logs::Logs;
use crate::service::{Answer, Answering, Call, Service};

/// The pages that there are.
const PAGES: [&str; 3] = ["health", "inbox", "logs"];

/// The pages.
pub(crate) struct Pages {
    /// What people got.
    pub(crate) inbox: Arc<Inbox>,
    /// What was said.
    pub(crate) logs: Arc<Logs>,
}

impl Pages {
    fn answer(&self, call: &Call) -> Answer {
        if call.method != Method::GET {
            let message = "these pages are only read; the method is GET";
            return json_answer(StatusCode::METHOD_NOT_ALLOWED, &json!({ "message": message }));
        }
        match call.path.trim_start_matches("/_gelato").trim_matches('/') {
            "health" => ok(&json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") })),
            "inbox" => ok(&self.inbox.messages()),
            "logs" => ok(&self.logs.lines()),
            "" => {
                let pages = PAGES.iter().map(|page| format!("/_gelato/{page}")).chain([token_page::PATH.to_owned()]);
                ok(&json!({ "pages": pages.collect::<Vec<_>>() }))
            }
            unknown => {
                let message = format!("there is no page `{unknown}`; there are {}", PAGES.join(", "));
                json_answer(StatusCode::NOT_FOUND, &json!({ "message": message }))
            }
        }
    }
}

impl Service for Pages {
    fn name(&self) -> &'static str {
        "gelato"
    }

    fn call(&self, call: Call) -> Answering<'_> {
        Box::pin(async move { self.answer(&call) })
    }
}

fn ok(value: &impl Serialize) -> Answer {
    json_answer(StatusCode::OK, value)
}

fn json_answer(status: StatusCode, value: &impl Serialize) -> Answer {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    // What is shown are plain structures, whose writing does not fail.
    let body = serde_json::to_vec(value).unwrap_or_default();
    Answer { status, headers, body: Bytes::from(body) }
}
