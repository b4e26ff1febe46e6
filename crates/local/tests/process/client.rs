//! A client with keep-alive connections.

use std::net::SocketAddr;

use bytes::Bytes;
use http::{HeaderMap, Method, Request};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client as Pool;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::runtime::PATIENCE;

/// The API's resource.
pub(crate) const FLAVOURS: &str = "/prod/ice-cream-flavours";

#[derive(Clone)]
pub(crate) struct Client {
    address: SocketAddr,
    pool: Pool<HttpConnector, Full<Bytes>>,
}

/// A response.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Response {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header; empty if it is absent.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

impl Client {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address, pool: Pool::builder(TokioExecutor::new()).build(HttpConnector::new()) }
    }

    /// A client that capitalizes header names like `curl`, `Content-Type`: mappings are case-sensitive.
    pub(crate) fn like_curl(address: SocketAddr) -> Self {
        let pool = Pool::builder(TokioExecutor::new()).http1_title_case_headers(true).build(HttpConnector::new());
        Self { address, pool }
    }

    /// Sends a request. `None` if the connection broke before a response, or timed out.
    pub(crate) async fn send(&self, mut request: Request<Full<Bytes>>) -> Option<Response> {
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        *request.uri_mut() = format!("http://{}{path}", self.address).parse().ok()?;
        tokio::time::timeout(PATIENCE, self.answer(request)).await.ok()?
    }

    async fn answer(&self, request: Request<Full<Bytes>>) -> Option<Response> {
        let answer = self.pool.request(request).await.ok()?;
        let (head, body) = answer.into_parts();
        let body = body.collect().await.ok()?.to_bytes();
        Some(Response { status: head.status.as_u16(), headers: head.headers, body })
    }

    pub(crate) async fn ask(&self, method: Method, path: &str, body: impl Into<Bytes>) -> Option<Response> {
        let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
        self.send(request.body(Full::new(body.into())).expect("a request")).await
    }

    /// Sends a request with these headers.
    pub(crate) async fn with(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Response {
        let request = Request::builder().method(method).uri(path);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.send(request.body(Full::new(body.into())).expect("a request")).await.expect("an answer")
    }

    /// Performs an action of a JSON service, such as `AmazonSQS.SendMessage`.
    pub(crate) async fn act(&self, target: &str, input: &Value) -> Response {
        let headers = [("content-type", "application/x-amz-json-1.0"), ("x-amz-target", target)];
        self.with(Method::POST, "/", &headers, input.to_string()).await
    }

    /// Sends a request to S3 with an SDK's signature.
    pub(crate) async fn s3(&self, method: Method, path: &str, body: impl Into<Bytes>) -> Response {
        let signature =
            "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0";
        self.with(method, path, &[("authorization", signature)], body).await
    }

    pub(crate) async fn post(&self, flavour: &str, cost: &str) -> Option<Response> {
        self.ask(Method::POST, FLAVOURS, json!({ "flavour": flavour, "cost": cost }).to_string()).await
    }

    pub(crate) async fn get(&self, flavour: &str) -> Option<Response> {
        let path = format!("{FLAVOURS}/{}", utf8_percent_encode(flavour, NON_ALPHANUMERIC));
        self.ask(Method::GET, &path, "").await
    }

    /// The texts of messages to people.
    pub(crate) async fn inbox(&self) -> Vec<String> {
        let inbox = self.ask(Method::GET, "/_gelato/inbox", "").await.expect("an answer").json();
        let messages = inbox.as_array().expect("messages").iter();
        messages.map(|message| message["message"].as_str().expect("text").to_owned()).collect()
    }

    /// Asserts that the runtime still writes and reads.
    pub(crate) async fn is_served(&self, flavour: &str) {
        assert_eq!(self.post(flavour, "1.00").await.map(|response| response.status), Some(200));
        assert_eq!(self.get(flavour).await.map(|response| response.status), Some(200));
    }
}
