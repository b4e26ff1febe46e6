//! `GetObject` and `HeadObject`.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html>

use http::{HeaderName, HeaderValue, StatusCode, header};

use super::condition::{check_read, http_date};
use super::contents::{Bucket, Object};
use super::failure::Failure;
use super::request::Request;
use super::{empty, range, text_header};
use crate::service::Answer;

/// Query parameters that override response headers.
const OVERRIDES: [(&str, HeaderName); 6] = [
    ("response-cache-control", header::CACHE_CONTROL),
    ("response-content-disposition", header::CONTENT_DISPOSITION),
    ("response-content-encoding", header::CONTENT_ENCODING),
    ("response-content-language", header::CONTENT_LANGUAGE),
    ("response-content-type", header::CONTENT_TYPE),
    ("response-expires", header::EXPIRES),
];

/// Reads an object or a range of it.
pub(super) fn object(request: &Request, bucket: &Bucket) -> Result<Answer, Failure> {
    let object = bucket.objects.get(&request.key).ok_or_else(|| Failure::no_such_key(&request.key))?;
    if let Err(failure) = check_read(request, "", object) {
        return if failure == Failure::not_modified() { Ok(not_modified(object)) } else { Err(failure) };
    }
    let asked = request.header("range").map_or(Ok(None), |range| range::of(range, object.body.len()))?;
    let mut answer = described(object, StatusCode::OK);
    for (parameter, name) in OVERRIDES {
        if let Some(value) = request.parameter(parameter).and_then(|value| HeaderValue::from_str(value).ok()) {
            answer.headers.insert(name, value);
        }
    }
    if let Some(range) = asked {
        let (first, last, size) = (range.start, range.end - 1, object.body.len());
        text_header(&mut answer.headers, "content-range", &format!("bytes {first}-{last}/{size}"));
        answer.status = StatusCode::PARTIAL_CONTENT;
        answer.body = object.body.slice(range);
    } else {
        answer.body = object.body.clone();
        if request.header("x-amz-checksum-mode").is_some_and(|mode| mode.eq_ignore_ascii_case("ENABLED")) {
            text_header(&mut answer.headers, object.checksum.0, &object.checksum.1);
            text_header(&mut answer.headers, "x-amz-checksum-type", "FULL_OBJECT");
        }
    }
    // A response to `HEAD` has the length of the body that it omits.
    text_header(&mut answer.headers, "content-length", &answer.body.len().to_string());
    Ok(answer)
}

fn described(object: &Object, status: StatusCode) -> Answer {
    let mut answer = empty(status);
    answer.headers = object.headers.clone();
    text_header(&mut answer.headers, "etag", &object.etag);
    text_header(&mut answer.headers, "last-modified", &http_date(object.modified));
    text_header(&mut answer.headers, "accept-ranges", "bytes");
    answer
}

fn not_modified(object: &Object) -> Answer {
    let mut answer = described(object, StatusCode::NOT_MODIFIED);
    answer.headers.remove(header::CONTENT_TYPE);
    answer
}
