//! S3's error responses.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{Method, StatusCode};

use super::text_header;
use crate::service::Answer;
use crate::xml::{Element, Member};

/// An error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    status: StatusCode,
    code: &'static str,
    message: String,
    /// Further elements of the document, such as the key.
    details: Vec<(&'static str, String)>,
}

impl Failure {
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), details: Vec::new() }
    }

    /// An error of the client, with status 400.
    pub(super) fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// An invalid argument.
    pub(super) fn argument(name: &str, value: &str, message: impl Into<String>) -> Self {
        Self::bad_request("InvalidArgument", message).with("ArgumentName", name).with("ArgumentValue", value)
    }

    pub(super) fn no_such_bucket(name: &str) -> Self {
        let message = "The specified bucket does not exist";
        Self::new(StatusCode::NOT_FOUND, "NoSuchBucket", message).with("BucketName", name)
    }

    pub(super) fn no_such_key(key: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NoSuchKey", "The specified key does not exist.").with("Key", key)
    }

    pub(super) fn method_not_allowed(method: &Method, kind: &str) -> Self {
        let message = "The specified method is not allowed against this resource.";
        let failure = Self::new(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed", message);
        failure.with("Method", method.as_str()).with("ResourceType", kind)
    }

    pub(super) fn not_implemented(what: &str) -> Self {
        let message = format!("`{what}` is not implemented in the local runtime.");
        Self::new(StatusCode::NOT_IMPLEMENTED, "NotImplemented", message)
    }

    pub(super) fn precondition(header: &str) -> Self {
        let message = "At least one of the pre-conditions you specified did not hold";
        Self::new(StatusCode::PRECONDITION_FAILED, "PreconditionFailed", message).with("Condition", header)
    }

    /// The client has the current version; the response has no body.
    pub(super) fn not_modified() -> Self {
        Self::new(StatusCode::NOT_MODIFIED, "NotModified", "")
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.details.push((name, value.into()));
        self
    }

    /// Names the bucket, unless the failure already names a bucket or a key.
    pub(super) fn in_bucket(self, bucket: &str) -> Self {
        let names = ["Key", "BucketName"].iter().any(|name| self.details.iter().any(|(known, _)| known == name));
        if names || bucket.is_empty() { self } else { self.with("BucketName", bucket) }
    }

    /// The response to a request for a path.
    pub(super) fn answer(self, path: &str) -> Answer {
        if self.status == StatusCode::NOT_MODIFIED {
            return super::empty(self.status);
        }
        let (request, host) = identifiers();
        let own = [("Code", self.code.to_owned()), ("Message", self.message)].into_iter().chain(self.details);
        let members =
            own.chain([("Resource", path.to_owned()), ("RequestId", request.clone()), ("HostId", host.clone())]);
        let members: Vec<Member> = members.map(|(name, text)| (name.into(), Element::text(text))).collect();
        let mut answer = super::xml(self.status, "Error", &Element::Members(members));
        text_header(&mut answer.headers, "x-amz-request-id", &request);
        text_header(&mut answer.headers, "x-amz-id-2", &host);
        answer
    }
}

/// Random identifiers of a request and its host.
pub(super) fn identifiers() -> (String, String) {
    (format!("{:016X}", fastrand::u64(..)), STANDARD.encode(fastrand::u128(..).to_be_bytes()))
}
