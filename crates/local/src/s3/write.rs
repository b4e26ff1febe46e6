//! `PutObject` and `CopyObject`.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html>

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_TYPE, EXPIRES};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use time::OffsetDateTime;

use super::condition::{check_read, check_write};
use super::contents::{Bucket, Buckets, Happened, Object};
use super::failure::Failure;
use super::request::{Request, decoded};
use super::{body, checksum, empty, text_header, xml};
use crate::service::Answer;
use crate::timestamp::Moment;
use crate::xml::Element;

/// Headers that are stored with an object, besides its metadata.
const KEPT: [HeaderName; 8] = [
    CACHE_CONTROL,
    CONTENT_DISPOSITION,
    CONTENT_ENCODING,
    CONTENT_LANGUAGE,
    CONTENT_TYPE,
    EXPIRES,
    HeaderName::from_static("x-amz-storage-class"),
    HeaderName::from_static("x-amz-website-redirect-location"),
];

/// The prefix of metadata headers.
const METADATA: &str = "x-amz-meta-";

/// The maximum size of an object's metadata in bytes.
const MOST_METADATA: usize = 2048;

/// Stores an object.
pub(super) fn put(request: &Request, bucket: &mut Bucket) -> Result<Answer, Failure> {
    check_write(request, bucket.objects.get(&request.key))?;
    let (body, said) = body::of(request)?;
    let checksum = checksum::check(&said, &body)?;
    let object = object(kept(&request.headers)?, body, checksum);
    let mut answer = empty(StatusCode::OK);
    text_header(&mut answer.headers, "etag", &object.etag);
    text_header(&mut answer.headers, object.checksum.0, &object.checksum.1);
    text_header(&mut answer.headers, "x-amz-checksum-type", "FULL_OBJECT");
    bucket.happened.push(Happened::made("ObjectCreated:Put", &request.bucket, &request.key, &object));
    bucket.objects.insert(request.key.clone(), object);
    Ok(answer)
}

/// An object with the current time.
pub(super) fn object(headers: HeaderMap, body: Bytes, checksum: (&'static str, String)) -> Object {
    let now = OffsetDateTime::now_utc();
    Object {
        etag: checksum::etag(&body),
        // S3's timestamps are precise to the second.
        modified: now.replace_nanosecond(0).unwrap_or(now),
        body,
        headers,
        checksum,
    }
}

/// The headers that are stored with an object.
pub(super) fn kept(headers: &HeaderMap) -> Result<HeaderMap, Failure> {
    let mut kept = HeaderMap::new();
    for (name, value) in headers {
        if KEPT.contains(name) || name.as_str().starts_with(METADATA) {
            kept.append(name.clone(), value.clone());
        }
    }
    if let Some(encoding) = kept.get(CONTENT_ENCODING).and_then(|encoding| encoding.to_str().ok()) {
        match HeaderValue::from_str(&body::encodings(encoding).0) {
            Ok(rest) if !rest.is_empty() => drop(kept.insert(CONTENT_ENCODING, rest)),
            _ => drop(kept.remove(CONTENT_ENCODING)),
        }
    }
    kept.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("binary/octet-stream"));
    let metadata =
        kept.iter().filter_map(|(name, value)| Some(name.as_str().strip_prefix(METADATA)?.len() + value.len()));
    let size: usize = metadata.sum();
    if size > MOST_METADATA {
        let message = "Your metadata headers exceed the maximum allowed metadata size";
        let failure = Failure::bad_request("MetadataTooLarge", message).with("Size", size.to_string());
        return Err(failure.with("MaxSizeAllowed", MOST_METADATA.to_string()));
    }
    Ok(kept)
}

/// Copies an object into an existing bucket.
pub(super) fn copy(request: &Request, buckets: &mut Buckets) -> Result<Answer, Failure> {
    let source = source(request, buckets)?.clone();
    check_read(request, "x-amz-copy-source-", &source)?;
    let headers = match request.header("x-amz-metadata-directive") {
        Some("REPLACE") => kept(&request.headers)?,
        _ => source.headers,
    };
    let bucket = buckets.entry(request.bucket.clone()).or_default();
    check_write(request, bucket.objects.get(&request.key))?;
    let copy = object(headers, source.body, source.checksum);
    let members =
        [("LastModified", Element::text(Moment::from(copy.modified).to_string())), ("ETag", Element::text(&copy.etag))];
    bucket.happened.push(Happened::made("ObjectCreated:Copy", &request.bucket, &request.key, &copy));
    bucket.objects.insert(request.key.clone(), copy);
    Ok(xml(StatusCode::OK, "CopyObjectResult", &Element::of(members)))
}

/// The object in `x-amz-copy-source`, which has the form `/bucket/key`.
fn source<'b>(request: &Request, buckets: &'b Buckets) -> Result<&'b Object, Failure> {
    let header = request.header("x-amz-copy-source").unwrap_or_default();
    let path = header.split('?').next().unwrap_or_default().trim_start_matches('/');
    let path = decoded(path)?;
    let named = path.split_once('/').filter(|(_, key)| !key.is_empty());
    let (bucket, key) = named.ok_or_else(|| {
        let message = "Invalid copy source object key";
        Failure::argument("x-amz-copy-source", header, message)
    })?;
    buckets.get(bucket).and_then(|bucket| bucket.objects.get(key)).ok_or_else(|| Failure::no_such_key(key))
}
