//! S3, as far as failures are kept in a bucket: objects are put in, read and listed.
//!
//! Objects are held in memory. Addresses are in the path style, `/bucket/key`.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html>

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use crate::service::{Answer, Answering, Call, Service};
use crate::xml::{Element, Layout, document};

const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

/// The objects of a bucket, by key.
type Objects = BTreeMap<String, Bytes>;

/// What buckets hold, by their name. It outlasts a change of the configuration.
#[derive(Debug, Clone, Default)]
pub struct Contents(Arc<Mutex<BTreeMap<String, Objects>>>);

/// The service.
#[derive(Debug)]
pub struct S3 {
    names: Vec<String>,
    contents: Contents,
}

impl S3 {
    /// Makes the buckets, with what they hold already.
    pub fn new(names: Vec<String>, contents: &Contents) -> Self {
        Self { names, contents: contents.clone() }
    }

    fn contents(&self) -> MutexGuard<'_, BTreeMap<String, Objects>> {
        self.contents.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, call: Call) -> Answer {
        let path = percent_encoding::percent_decode_str(call.path.trim_start_matches('/')).decode_utf8_lossy();
        let (bucket, key) = path.split_once('/').unwrap_or((&path, ""));
        if !self.names.iter().any(|name| name == bucket) {
            return missing("NoSuchBucket", "bucket");
        }
        let mut contents = self.contents();
        let objects = contents.entry(bucket.to_owned()).or_default();
        match (&call.method, key) {
            (&Method::GET, "") => list(bucket, objects),
            (&Method::PUT, key) if !key.is_empty() => {
                objects.insert(key.to_owned(), call.body);
                answer(StatusCode::OK, "application/xml", Bytes::new())
            }
            (&Method::GET, key) => match objects.get(key) {
                Some(body) => answer(StatusCode::OK, "application/octet-stream", body.clone()),
                None => missing("NoSuchKey", "key"),
            },
            (&Method::DELETE, key) if !key.is_empty() => {
                objects.remove(key);
                answer(StatusCode::NO_CONTENT, "application/xml", Bytes::new())
            }
            _ => error(
                StatusCode::METHOD_NOT_ALLOWED,
                "MethodNotAllowed",
                "Objects are put, got, deleted and listed here; nothing else.",
            ),
        }
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

/// The call that puts an object into the bucket of an ARN.
pub fn put_object(bucket_arn: &str, key: &str, body: impl Into<Bytes>) -> Call {
    let bucket = bucket_arn.rsplit(':').next().unwrap_or_default();
    Call {
        action: None,
        method: Method::PUT,
        path: format!("/{bucket}/{key}"),
        query: None,
        headers: HeaderMap::new(),
        body: body.into(),
    }
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html>
fn list(bucket: &str, objects: &Objects) -> Answer {
    let contents = objects.iter().map(|(key, body)| {
        let members = [("Key", Element::text(key)), ("Size", Element::text(body.len().to_string()))];
        ("Contents".into(), Element::of(members))
    });
    let head = [
        ("Name".into(), Element::text(bucket)),
        ("KeyCount".into(), Element::text(objects.len().to_string())),
        ("IsTruncated".into(), Element::text("false")),
    ];
    let members = head.into_iter().chain(contents).collect();
    let body = document(Layout::Declared, "ListBucketResult", Some(NAMESPACE), &Element::Members(members));
    answer(StatusCode::OK, "application/xml", body.into())
}

fn missing(code: &str, what: &str) -> Answer {
    error(StatusCode::NOT_FOUND, code, &format!("The specified {what} does not exist."))
}

fn error(status: StatusCode, code: &str, message: &str) -> Answer {
    let members = Element::of([("Code", Element::text(code)), ("Message", Element::text(message))]);
    answer(status, "application/xml", document(Layout::Declared, "Error", None, &members).into())
}

fn answer(status: StatusCode, kind: &'static str, body: Bytes) -> Answer {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    Answer { status, headers, body }
}
