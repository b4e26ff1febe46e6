//! S3: puts, reads, copies, lists and deletes objects for SDKs, the AWS CLI and integrations of an API.
//!
//! Objects are kept in memory. URLs have the path style, `/bucket/key`, or the bucket in the host, `bucket.localhost`.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html>

mod body;
mod checksum;
mod condition;
mod contents;
mod delete;
mod failure;
mod list;
mod multipart;
mod notify;
mod presigned;
mod range;
mod read;
mod request;
mod write;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use time::OffsetDateTime;

pub use contents::Contents;
pub use notify::Notifier;

use crate::service::{Answer, Answering, Call, Service};
use crate::xml::{Element, Layout, document};
use contents::Buckets;
use failure::Failure;
use request::Request;

const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

/// The service.
pub struct S3 {
    names: Vec<String>,
    contents: Contents,
    notifier: Notifier,
}

impl S3 {
    /// Creates the buckets with existing contents.
    pub fn new(names: Vec<String>, contents: &Contents) -> Self {
        Self { names, contents: contents.clone(), notifier: Notifier::default() }
    }

    /// The same service, which tells of what happens to objects.
    #[must_use]
    pub fn telling(self, notifier: Notifier) -> Self {
        Self { notifier, ..self }
    }

    fn answer(&self, call: Call) -> Answer {
        let method = call.method.clone();
        let path = call.path.clone();
        let answer = Request::of(call, &self.names)
            .and_then(|request| self.perform(&request).map_err(|failure| failure.in_bucket(&request.bucket)))
            .unwrap_or_else(|failure| failure.answer(&path));
        let mut answer = identified(answer);
        if method == Method::HEAD {
            answer.body = Bytes::new();
        }
        answer
    }

    fn perform(&self, request: &Request) -> Result<Answer, Failure> {
        presigned::check(request, OffsetDateTime::now_utc())?;
        if request.bucket.is_empty() {
            return match request.method {
                Method::GET => Ok(list::buckets(&self.names)),
                _ => Err(Failure::method_not_allowed(&request.method, "SERVICE")),
            };
        }
        if !self.names.contains(&request.bucket) {
            return Err(Failure::no_such_bucket(&request.bucket));
        }
        let mut buckets = self.contents.lock();
        let answer =
            if request.key.is_empty() { on_bucket(request, &mut buckets) } else { on_object(request, &mut buckets) };
        let happened = buckets.get_mut(&request.bucket).map(|bucket| std::mem::take(&mut bucket.happened));
        drop(buckets);
        self.notifier.tell(happened.unwrap_or_default());
        answer
    }
}

fn on_bucket(request: &Request, buckets: &mut Buckets) -> Result<Answer, Failure> {
    let bucket = buckets.entry(request.bucket.clone()).or_default();
    if request.method == Method::POST && request.has("delete") {
        return delete::objects(request, bucket);
    }
    request.refuse_others(&[])?;
    match request.method {
        Method::GET => list::objects(request, bucket),
        Method::HEAD => Ok(empty(StatusCode::OK)),
        _ => Err(Failure::method_not_allowed(&request.method, "BUCKET")),
    }
}

fn on_object(request: &Request, buckets: &mut Buckets) -> Result<Answer, Failure> {
    if request.has("uploads") || request.has("uploadId") {
        return multipart::answer(request, buckets);
    }
    request.refuse_others(&[])?;
    if request.method == Method::PUT && request.header("x-amz-copy-source").is_some() {
        return write::copy(request, buckets);
    }
    let bucket = buckets.entry(request.bucket.clone()).or_default();
    match request.method {
        Method::GET | Method::HEAD => read::object(request, bucket),
        Method::PUT => write::put(request, bucket),
        Method::DELETE => delete::object(request, bucket),
        _ => Err(Failure::method_not_allowed(&request.method, "OBJECT")),
    }
}

impl Service for S3 {
    fn name(&self) -> &'static str {
        "s3"
    }

    fn call(&self, call: Call) -> Answering<'_> {
        Box::pin(async move { self.answer(call) })
    }
}

/// A call that puts an object into the bucket with an ARN.
pub fn put_object(bucket_arn: &str, key: &str, body: impl Into<Bytes>) -> Call {
    let bucket = bucket_arn.rsplit(':').next().unwrap_or_default();
    Call {
        action: None,
        method: Method::PUT,
        path: format!("/{bucket}/{}", request::encoded(key)),
        query: None,
        headers: HeaderMap::new(),
        body: body.into(),
    }
}

/// An XML response.
fn xml(status: StatusCode, name: &str, content: &Element) -> Answer {
    let mut answer = empty(status);
    answer.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/xml"));
    // An error is the only document without a namespace.
    let namespace = (name != "Error").then_some(NAMESPACE);
    answer.body = document(Layout::Declared, name, namespace, content).into();
    answer
}

fn empty(status: StatusCode) -> Answer {
    Answer { status, headers: HeaderMap::new(), body: Bytes::new() }
}

fn text_header(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(HeaderName::from_static(name), value);
    }
}

/// Adds S3's request IDs; an error already has them.
fn identified(mut answer: Answer) -> Answer {
    if !answer.headers.contains_key("x-amz-request-id") {
        let (request, host) = failure::identifiers();
        text_header(&mut answer.headers, "x-amz-request-id", &request);
        text_header(&mut answer.headers, "x-amz-id-2", &host);
    }
    answer
}
