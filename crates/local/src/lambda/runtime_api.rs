//! The Runtime API, from which a function's process gets its events and to which it sends its results. Each process has
//! a separate port.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::{Mutex as AsyncMutex, mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use crate::server::Callers;

use super::delivery::{Delivered, Delivery, Watched};
use super::invocation::Invocation;

/// The maximum size of a result is 6 MB.
const MOST_BYTES: usize = 6 * 1024 * 1024;

/// An event for the process.
pub(super) struct Work {
    pub(super) request_id: String,
    pub(super) invocation: Invocation,
    pub(super) function_arn: String,
    pub(super) timeout: Duration,
    /// Receives the result, or the error that the function reported.
    pub(super) done: oneshot::Sender<Result<Bytes, Bytes>>,
}

/// The API of one process. Dropping it closes the port.
pub(super) struct RuntimeApi {
    pub(super) address: SocketAddr,
    pub(super) work: mpsc::Sender<Work>,
    /// Whether the process has asked for its first event.
    pub(super) ready: watch::Receiver<bool>,
    /// The error of a failed initialization.
    pub(super) init_error: watch::Receiver<Option<Bytes>>,
    /// The delivery of the last event.
    last: watch::Receiver<Option<Delivery>>,
    server: JoinHandle<()>,
}

/// Receives the outcome of an invocation: the function's result, or its error.
type Outcome = oneshot::Sender<Result<Bytes, Bytes>>;

/// The state that the handlers share.
struct State {
    callers: Callers,
    work: AsyncMutex<mpsc::Receiver<Work>>,
    current: Mutex<Option<(String, Outcome)>>,
    ready: watch::Sender<bool>,
    init_error: watch::Sender<Option<Bytes>>,
    last: watch::Sender<Option<Delivery>>,
}

impl RuntimeApi {
    /// Listens on an unused port of the loopback interface.
    pub(super) async fn listen() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (work, receiver) = mpsc::channel(1);
        let ((ready, is_ready), (init_error, init_errors)) = (watch::channel(false), watch::channel(None));
        let (last, is_last) = watch::channel(None);
        let (callers, work_left) = (Callers::of(address), AsyncMutex::new(receiver));
        let state = State { callers, work: work_left, current: Mutex::default(), ready, init_error, last };
        let server = tokio::spawn(serve(listener, Arc::new(state)));
        Ok(Self { address, work, ready: is_ready, init_error: init_errors, last: is_last, server })
    }

    /// Whether the ended process had read the event with this ID.
    pub(super) async fn was_fetched(&self, request_id: &str) -> bool {
        let last = self.last.borrow().clone();
        match last.filter(|last| last.request_id == request_id) {
            Some(delivery) => delivery.was_fetched().await,
            None => false,
        }
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve(listener: TcpListener, state: Arc<State>) {
    let mut connections = tokio::task::JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let state = Arc::clone(&state);
        connections.spawn(async move {
            let (stream, delivered) = Watched::new(stream);
            let service = service_fn(|request| {
                let (state, delivered) = (Arc::clone(&state), delivered.clone());
                async move { Ok::<_, std::convert::Infallible>(state.answer(request, delivered).await) }
            });
            // The connection breaks if the process ends.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
        while connections.try_join_next().is_some() {}
    }
}

impl State {
    async fn answer(&self, request: Request<Incoming>, delivered: Delivered) -> Response<Full<Bytes>> {
        delivered.asked();
        let (parts, body) = request.into_parts();
        // Otherwise an image on any web page could fetch an event.
        if let Err(message) = self.callers.refuse_pages(&parts) {
            return refused(StatusCode::FORBIDDEN, "Forbidden", &message);
        }
        let request = Request::from_parts(parts, body);
        let path = request.uri().path().to_owned();
        let parts: Vec<_> = path.trim_start_matches("/2018-06-01/runtime/").split('/').collect();
        match (request.method(), parts.as_slice()) {
            (&Method::GET, ["invocation", "next"]) => self.next(delivered).await,
            (&Method::POST, ["invocation", id, "response"]) => self.finish(id, request, Ok).await,
            (&Method::POST, ["invocation", id, "error"]) => self.finish(id, request, Err).await,
            (&Method::POST, ["init", "error"]) => {
                let body = read(request).await.unwrap_or_default();
                self.init_error.send_replace(Some(body));
                accepted()
            }
            _ => refused(StatusCode::NOT_FOUND, "NotFound", "there is no such call in the Runtime API"),
        }
    }

    async fn next(&self, delivered: Delivered) -> Response<Full<Bytes>> {
        self.ready.send_replace(true);
        let Some(work) = self.work.lock().await.recv().await else {
            return refused(StatusCode::INTERNAL_SERVER_ERROR, "Ended", "the runtime ends");
        };
        let deadline = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default() + work.timeout;
        let invocation = work.invocation;
        let mut response = Response::builder()
            .header("content-type", "application/json")
            .header("lambda-runtime-aws-request-id", &work.request_id)
            .header("lambda-runtime-deadline-ms", deadline.as_millis().to_string())
            .header("lambda-runtime-invoked-function-arn", &work.function_arn)
            .header("lambda-runtime-trace-id", invocation.trace.unwrap_or_else(|| "Root=1-0-0;Sampled=0".into()));
        if let Some(context) = invocation.client_context {
            response = response.header("lambda-runtime-client-context", context);
        }
        self.last.send_replace(Some(delivered.begin(&work.request_id)));
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = Some((work.request_id, work.done));
        let failed =
            |_| refused(StatusCode::INTERNAL_SERVER_ERROR, "Internal", "the client context is not a valid header");
        response.body(invocation.payload.into()).unwrap_or_else(failed)
    }

    async fn finish(
        &self,
        id: &str,
        request: Request<Incoming>,
        result: fn(Bytes) -> Result<Bytes, Bytes>,
    ) -> Response<Full<Bytes>> {
        let Some(body) = read(request).await else {
            self.take(id, Err(too_large()));
            return refused(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge", "a result may be 6 MB");
        };
        if self.take(id, result(body)) {
            return accepted();
        }
        refused(StatusCode::BAD_REQUEST, "InvalidRequestID", "Invalid request ID")
    }

    /// Passes on a result, if it belongs to the current event.
    fn take(&self, id: &str, result: Result<Bytes, Bytes>) -> bool {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let is_current = current.as_ref().is_some_and(|(current, _)| current == id);
        // The invocation may have timed out.
        if let (true, Some((_, done))) = (is_current, current.take_if(|_| is_current)) {
            let _ = done.send(result);
        }
        is_current
    }
}

fn too_large() -> Bytes {
    let message = "Response payload size exceeded maximum allowed payload size (6291456 bytes).";
    json!({ "errorType": "Function.ResponseSizeTooLarge", "errorMessage": message }).to_string().into()
}

async fn read(request: Request<Incoming>) -> Option<Bytes> {
    Limited::new(request.into_body(), MOST_BYTES).collect().await.ok().map(http_body_util::Collected::to_bytes)
}

fn accepted() -> Response<Full<Bytes>> {
    respond(StatusCode::ACCEPTED, &json!({ "status": "OK" }))
}

fn refused(status: StatusCode, kind: &str, message: &str) -> Response<Full<Bytes>> {
    respond(status, &json!({ "errorType": kind, "errorMessage": message }))
}

fn respond(status: StatusCode, body: &serde_json::Value) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(body.to_string()));
    *response.status_mut() = status;
    response
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use super::*;

    /// A process that asks for an event.
    async fn ask(api: &mut RuntimeApi) -> TcpStream {
        let mut process = TcpStream::connect(api.address).await.unwrap();
        let head = format!("GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: {}\r\n\r\n", api.address);
        process.write_all(head.as_bytes()).await.unwrap();
        api.ready.wait_for(|ready| *ready).await.unwrap();
        process
    }

    /// Gives a process an event of this size.
    async fn give(api: &RuntimeApi, bytes: usize) -> oneshot::Receiver<Result<Bytes, Bytes>> {
        let (done, result) = oneshot::channel();
        let invocation = Invocation { payload: vec![b'a'; bytes].into(), trace: None, client_context: None };
        let (request_id, timeout) = ("one".to_owned(), Duration::from_secs(1));
        let work = Work { request_id, invocation, function_arn: "arn".to_owned(), timeout, done };
        api.work.send(work).await.unwrap();
        result
    }

    /// Reads an event to its end.
    async fn read_event(process: &mut TcpStream, bytes: usize) {
        let mut read = Vec::new();
        let body = |read: &[u8]| read.windows(4).position(|four| four == b"\r\n\r\n").map(|head| read.len() - head - 4);
        while body(&read) != Some(bytes) {
            process.read_buf(&mut read).await.unwrap();
        }
    }

    #[tokio::test]
    async fn an_event_that_was_read_is_fetched() {
        let mut api = RuntimeApi::listen().await.unwrap();
        let mut process = ask(&mut api).await;
        let _result = give(&api, 100_000).await;
        read_event(&mut process, 100_000).await;
        drop(process);
        assert!(api.was_fetched("one").await);
        assert!(!api.was_fetched("another").await);
    }

    #[tokio::test]
    async fn an_event_that_reached_nobody_is_not_fetched() {
        // No process asks for the event.
        let api = RuntimeApi::listen().await.unwrap();
        let _result = give(&api, 10).await;
        assert!(!api.was_fetched("one").await);
        // The process that asked has ended before the event comes.
        let mut api = RuntimeApi::listen().await.unwrap();
        drop(ask(&mut api).await);
        let _result = give(&api, 10).await;
        assert!(!api.was_fetched("one").await);
        // The process ends before it has read the whole event.
        for bytes in [10, 5_000_000] {
            let mut api = RuntimeApi::listen().await.unwrap();
            let mut process = ask(&mut api).await;
            let _result = give(&api, bytes).await;
            process.read_exact(&mut [0; 20]).await.unwrap();
            drop(process);
            assert!(!api.was_fetched("one").await, "{bytes}");
        }
    }
}
