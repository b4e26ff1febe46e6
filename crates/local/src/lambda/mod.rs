//! Lambda: the deployed zip's own `bootstrap`, run as a process on this machine.
//!
//! <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html>

mod asynchronous;
mod code;
mod copies;
mod delivery;
mod environment;
mod invocation;
mod pool;
mod process;
mod reaper;
mod runtime_api;

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use serde_json::{Value, json};

use crate::invocations::Invocations;
use crate::logs::Logs;
use crate::service::{Answer, Answering, Call, Service};
use crate::stack::function::Function;

pub use code::CodeError;
pub use copies::CopiesError;
use invocation::{Invocation, Outcome};
use pool::Pool;
pub use process::{Launcher, end_with_parent};
pub use reaper::reap;
pub(crate) use reaper::{FUNCTION, REAPER};

const FUNCTIONS: &str = "/2015-03-31/functions";

/// The maximum payload in bytes of a synchronous and of an asynchronous invocation.
const MOST_NOW: usize = 6 * 1024 * 1024;
const MOST_LATER: usize = 1024 * 1024;

/// Receives the functions' logs and the records of their invocations.
#[derive(Debug, Clone, Default)]
pub struct Telemetry {
    /// The logs of functions.
    pub logs: Arc<Logs>,
    /// The records of invocations.
    pub invocations: Arc<Invocations>,
}

/// The service.
pub struct Lambda {
    functions: BTreeMap<String, Arc<Pool>>,
}

impl Lambda {
    /// Unpacks the functions. Their calls to AWS go to the endpoint, such as `http://127.0.0.1:3000`. Dropping the
    /// service ends their processes.
    ///
    /// # Errors
    /// The first function whose zip cannot run here, and what to do about it.
    pub fn new(
        functions: Vec<Function>,
        endpoint: &str,
        telemetry: &Telemetry,
        launcher: &Launcher,
    ) -> Result<Self, CodeError> {
        let pool = |function: Function| {
            let name = function.name.clone();
            Ok((name, Arc::new(Pool::new(function, endpoint.to_owned(), telemetry.clone(), launcher.clone())?)))
        };
        Ok(Self { functions: functions.into_iter().map(pool).collect::<Result<_, CodeError>>()? })
    }

    /// Starts a process of each of these functions before their first invocation.
    pub fn warm<'a>(&self, function_arns: impl Iterator<Item = &'a str>) {
        for pool in function_arns.filter_map(|arn| self.find(arn)) {
            let pool = Arc::clone(pool);
            tokio::spawn(async move { pool.warm().await });
        }
    }

    async fn answer(&self, call: Call) -> Answer {
        let path = percent_encoding::percent_decode_str(&call.path).decode_utf8_lossy().into_owned();
        let rest = path.strip_prefix(FUNCTIONS).unwrap_or_default().trim_matches('/');
        match (&call.method, rest.strip_suffix("/invocations"), rest) {
            (&Method::POST, Some(name), _) => self.invoke(name, call).await,
            (&Method::GET, None, "") => {
                let functions = self.functions.values().map(|pool| configuration(pool.function()));
                answer(StatusCode::OK, &json!({ "Functions": functions.collect::<Value>() }))
            }
            (&Method::GET, None, name) => match self.find(name) {
                Some(pool) => answer(StatusCode::OK, &json!({ "Configuration": configuration(pool.function()) })),
                None => missing(name),
            },
            _ => failed(StatusCode::NOT_FOUND, "UnknownOperationException", "functions are invoked, listed and got"),
        }
    }

    /// The function with a name or an ARN, with or without a qualifier.
    fn find(&self, name: &str) -> Option<&Arc<Pool>> {
        let name = name.split_once(":function:").map_or(name, |(_, name)| name);
        self.functions.get(name.split(':').next().unwrap_or_default())
    }

    async fn invoke(&self, name: &str, call: Call) -> Answer {
        let Some(pool) = self.find(name) else { return missing(name) };
        let text = |name: &str| call.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let kind = text("x-amz-invocation-type");
        let most = if kind.as_deref() == Some("Event") { MOST_LATER } else { MOST_NOW };
        if call.body.len() > most {
            let message = format!("Request must be smaller than {most} bytes for the InvokeFunction operation");
            return failed(StatusCode::PAYLOAD_TOO_LARGE, "RequestTooLargeException", &message);
        }
        let invocation = Invocation {
            payload: if call.body.is_empty() { Bytes::from_static(b"{}") } else { call.body.clone() },
            trace: text("x-amzn-trace-id"),
            client_context: text("x-amz-client-context"),
        };
        match kind.as_deref() {
            Some("DryRun") => reply(StatusCode::NO_CONTENT, Bytes::new()),
            Some("Event") => {
                tokio::spawn(asynchronous::invoke(Arc::clone(pool), invocation));
                reply(StatusCode::ACCEPTED, Bytes::new())
            }
            _ if pool.function().concurrency == 0 => {
                failed(StatusCode::TOO_MANY_REQUESTS, "TooManyRequestsException", "Rate Exceeded.")
            }
            _ => self::result(pool.invoke(invocation).await, text("x-amz-log-type").as_deref() == Some("Tail")),
        }
    }
}

impl Service for Lambda {
    fn name(&self) -> &'static str {
        "lambda"
    }

    fn call(&self, call: Call) -> Answering<'_> {
        Box::pin(self.answer(call))
    }
}

/// The response to an invocation that took place.
fn result(outcome: Outcome, tail: bool) -> Answer {
    let mut answer = reply(StatusCode::OK, outcome.payload);
    let mut insert = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            answer.headers.insert(HeaderName::from_static(name), value);
        }
    };
    insert("x-amzn-requestid", &outcome.request_id);
    insert("x-amz-executed-version", "$LATEST");
    if outcome.failed {
        insert("x-amz-function-error", "Unhandled");
    }
    if tail {
        insert("x-amz-log-result", &STANDARD.encode(outcome.log));
    }
    answer
}

fn configuration(function: &Function) -> Value {
    json!({
        "FunctionName": function.name, "FunctionArn": function.arn, "Handler": function.handler,
        "Runtime": "provided.al2023", "Timeout": function.timeout.as_secs(), "MemorySize": function.memory_megabytes,
        "Environment": { "Variables": function.variables }, "Architectures": [function.architecture],
        "Version": "$LATEST", "State": "Active",
    })
}

fn missing(name: &str) -> Answer {
    failed(StatusCode::NOT_FOUND, "ResourceNotFoundException", &format!("Function not found: {name}"))
}

fn failed(status: StatusCode, code: &'static str, message: &str) -> Answer {
    let mut answer = answer(status, &json!({ "Type": "User", "Message": message }));
    answer.headers.insert(HeaderName::from_static("x-amzn-errortype"), HeaderValue::from_static(code));
    answer
}

fn answer(status: StatusCode, body: &Value) -> Answer {
    reply(status, body.to_string().into())
}

fn reply(status: StatusCode, body: Bytes) -> Answer {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Answer { status, headers, body }
}
