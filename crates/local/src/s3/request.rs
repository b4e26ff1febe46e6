//! A parsed S3 request: bucket, key and query.

use bytes::Bytes;
use http::{HeaderMap, Method, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::failure::Failure;
use crate::service::Call;

/// Characters that S3 does not escape in paths and in encoded listings.
const IN_PATHS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

/// The maximum length of a key in bytes.
const LONGEST_KEY: usize = 1024;

/// Subresources of buckets and objects, selected by a query parameter.
const SUBRESOURCES: [&str; 30] = [
    "accelerate",
    "acl",
    "analytics",
    "attributes",
    "cors",
    "delete",
    "encryption",
    "intelligent-tiering",
    "inventory",
    "legal-hold",
    "lifecycle",
    "location",
    "logging",
    "metrics",
    "notification",
    "object-lock",
    "ownershipControls",
    "partNumber",
    "policy",
    "policyStatus",
    "publicAccessBlock",
    "replication",
    "requestPayment",
    "restore",
    "retention",
    "select",
    "tagging",
    "versioning",
    "versions",
    "website",
];

/// A request.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: Method,
    /// Empty for a request to the service.
    pub(super) bucket: String,
    /// Empty for a request to a bucket.
    pub(super) key: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    query: Vec<(String, String)>,
}

impl Request {
    /// Parses a call. The bucket may be in the host if it exists.
    pub(super) fn of(call: Call, buckets: &[String]) -> Result<Self, Failure> {
        let path = call.path.strip_prefix('/').unwrap_or(&call.path);
        let (bucket, key) = if let Some(bucket) = bucket_in_host(&call.headers, buckets) {
            (bucket.to_owned(), decoded(path)?)
        } else {
            let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
            (decoded(bucket)?, decoded(key)?)
        };
        if key.len() > LONGEST_KEY {
            let failure = Failure::bad_request("KeyTooLongError", "Your key is too long");
            return Err(failure.with("Size", key.len().to_string()).with("MaxSizeAllowed", LONGEST_KEY.to_string()));
        }
        let query = call.query.as_deref().unwrap_or_default();
        let query = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        Ok(Self { method: call.method, bucket, key, headers: call.headers, body: call.body, query })
    }

    /// A query parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether a query parameter is present, with a value or without.
    pub(super) fn has(&self, name: &str) -> bool {
        self.parameter(name).is_some()
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Rejects subresources that are not supported, instead of returning the whole bucket or object.
    pub(super) fn refuse_others(&self, here: &[&str]) -> Result<(), Failure> {
        let other = SUBRESOURCES.iter().find(|name| !here.contains(*name) && self.has(name));
        if let Some(name) = other {
            return Err(Failure::not_implemented(name));
        }
        match self.parameter("versionId") {
            None | Some("null") => Ok(()),
            Some(version) => Err(Failure::argument("versionId", version, "Invalid version id specified")),
        }
    }
}

/// Percent-decodes a part of a URL, which must be UTF-8.
pub(super) fn decoded(text: &str) -> Result<String, Failure> {
    let refused = |_| Failure::bad_request("InvalidURI", "Couldn't parse the specified URI.").with("URI", text);
    Ok(percent_decode_str(text).decode_utf8().map_err(refused)?.into_owned())
}

/// A key in percent-encoded form.
pub(super) fn encoded(key: &str) -> String {
    utf8_percent_encode(key, IN_PATHS).to_string()
}

/// The bucket in `bucket.localhost` or `bucket.s3.localhost`.
fn bucket_in_host<'b>(headers: &HeaderMap, buckets: &'b [String]) -> Option<&'b str> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let host = host.split(':').next().unwrap_or_default();
    let name = host.strip_suffix(".s3.localhost").or_else(|| host.strip_suffix(".localhost"))?;
    buckets.iter().map(String::as_str).find(|bucket| *bucket == name)
}
