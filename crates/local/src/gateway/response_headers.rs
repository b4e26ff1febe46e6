//! The headers of an answer to the client, which API Gateway renames, drops and adds.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html>

use std::borrow::Cow;

use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue};

use super::progress::Progress;
use super::request::Request;

/// Headers that API Gateway renames to `x-amzn-Remapped-…`.
const REMAPPED: [&str; 14] = [
    "authorization",
    "connection",
    "content-length",
    "content-md5",
    "date",
    "expect",
    "host",
    "max-forwards",
    "proxy-authenticate",
    "server",
    "trailer",
    "upgrade",
    "user-agent",
    "www-authenticate",
];

/// Adds a header that the API defines or the backend sent, under the name that API Gateway gives it. With `again` it is
/// one more value, and otherwise it replaces any other. A header that HTTP does not allow is left out.
pub(crate) fn push(headers: &mut HeaderMap, name: &str, value: &str, again: bool) {
    if name.eq_ignore_ascii_case("transfer-encoding") {
        return;
    }
    let remapped = REMAPPED.iter().any(|known| known.eq_ignore_ascii_case(name));
    let name = if remapped { Cow::Owned(format!("x-amzn-Remapped-{name}")) } else { Cow::Borrowed(name) };
    let Some((name, value)) = header(&name, value) else { return };
    if again {
        headers.append(name, value);
    } else {
        headers.insert(name, value);
    }
}

/// Sets a header of the gateway itself. A value that HTTP does not allow is left out.
pub(crate) fn insert(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
        headers.insert(HeaderName::from_static(name), value);
    }
}

fn header(name: &str, value: &str) -> Option<(HeaderName, HeaderValue)> {
    HeaderName::from_bytes(name.as_bytes()).ok().zip(HeaderValue::from_bytes(value.as_bytes()).ok())
}

/// Adds the headers that every answer has: the request's ids, its trace if a backend was called, and a content type.
pub(crate) fn complete(headers: &mut HeaderMap, request: &Request<'_>, progress: &Progress<'_>) {
    insert(headers, "x-amzn-requestid", &request.id);
    insert(headers, "x-amz-apigw-id", &request.extended_id);
    if progress.called {
        let root = request.trace.split(';').next().unwrap_or_default();
        insert(headers, "x-amzn-trace-id", root);
    }
    if !headers.contains_key(CONTENT_TYPE) {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
}
