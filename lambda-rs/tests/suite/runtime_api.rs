//! A Lambda Runtime API on loopback: serves invocations and records the function's calls.
//!
//! See <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>.

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, Response, StatusCode};
use axum::routing::{get, post};
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc};

/// Longer than any test needs: a function that never calls fails the test instead of hanging it.
const PATIENCE: Duration = Duration::from_mins(1);

/// A call of the function.
#[derive(Debug, PartialEq)]
pub(crate) enum Call {
    Next,
    Response { request_id: String, body: Value },
    Error { request_id: String, body: Value },
    InitError { error_type: String, body: Value },
}

/// An event for the function.
struct Invocation {
    request_id: String,
    deadline: SystemTime,
    event: String,
}

/// The API of one function.
pub(crate) struct RuntimeApi {
    pub(crate) address: SocketAddr,
    invocations: mpsc::UnboundedSender<Invocation>,
    calls: mpsc::UnboundedReceiver<Call>,
}

struct Shared {
    invocations: Mutex<mpsc::UnboundedReceiver<Invocation>>,
    calls: mpsc::UnboundedSender<Call>,
}

impl RuntimeApi {
    pub(crate) async fn start() -> Self {
        let (invocations, waiting) = mpsc::unbounded_channel();
        let (said, calls) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared { invocations: Mutex::new(waiting), calls: said });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, routes(shared)).await.unwrap() });
        Self { address, invocations, calls }
    }

    /// Queues an event whose invocation ends after `time_left`.
    pub(crate) fn invoke(&self, request_id: &str, event: String, time_left: Duration) {
        let deadline = SystemTime::now() + time_left;
        self.invocations.send(Invocation { request_id: request_id.to_owned(), deadline, event }).unwrap();
    }

    /// The next call that is not a request for work.
    pub(crate) async fn said(&mut self) -> Call {
        loop {
            match self.call().await {
                Call::Next => {}
                call => return call,
            }
        }
    }

    /// The next call of any kind.
    pub(crate) async fn call(&mut self) -> Call {
        let call = tokio::time::timeout(PATIENCE, self.calls.recv()).await;
        call.expect("the function says something").expect("the server runs")
    }
}

fn routes(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/2018-06-01/runtime/invocation/next", get(next))
        .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
        .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
        .route("/2018-06-01/runtime/init/error", post(init_error))
        .layer(DefaultBodyLimit::disable())
        .with_state(shared)
}

async fn next(State(shared): State<Arc<Shared>>) -> Response<Body> {
    shared.calls.send(Call::Next).unwrap();
    let Some(invocation) = shared.invocations.lock().await.recv().await else {
        return std::future::pending().await;
    };
    let deadline = invocation.deadline.duration_since(UNIX_EPOCH).unwrap().as_millis();
    Response::builder()
        .header("Lambda-Runtime-Aws-Request-Id", invocation.request_id)
        .header("Lambda-Runtime-Deadline-Ms", deadline.to_string())
        .header("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:123456789012:function:notifier")
        .header("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1")
        .header("Content-Type", "application/json")
        .body(Body::from(invocation.event))
        .unwrap()
}

async fn response(State(shared): State<Arc<Shared>>, Path(request_id): Path<String>, body: String) -> StatusCode {
    let body = serde_json::from_str(&body).unwrap();
    shared.calls.send(Call::Response { request_id, body }).unwrap();
    StatusCode::ACCEPTED
}

async fn error(State(shared): State<Arc<Shared>>, Path(request_id): Path<String>, body: String) -> StatusCode {
    let body = serde_json::from_str(&body).unwrap();
    shared.calls.send(Call::Error { request_id, body }).unwrap();
    StatusCode::ACCEPTED
}

async fn init_error(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: String) -> StatusCode {
    let error_type = headers["Lambda-Runtime-Function-Error-Type"].to_str().unwrap().to_owned();
    let body = serde_json::from_str(&body).unwrap();
    shared.calls.send(Call::InitError { error_type, body }).unwrap();
    StatusCode::ACCEPTED
}
