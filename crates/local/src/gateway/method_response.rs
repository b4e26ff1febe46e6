//! Last stage: the answer as it goes to the client.

use std::borrow::Cow;

use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::facts::Facts;
use super::integration_response::Mapped;
use crate::service::Answer;

/// Headers that leave under another name.
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

/// Makes the answer of a mapped response.
pub(crate) fn make(mapped: Mapped, facts: &Facts<'_>) -> Answer {
    let mut headers = HeaderMap::with_capacity(8);
    insert(&mut headers, "content-type", &mapped.content_type);
    let mut seen: Vec<&str> = Vec::with_capacity(mapped.headers.len());
    for (name, value) in &mapped.headers {
        // A function may give a header several values; the first takes the place of what was there.
        let again = seen.iter().any(|known| known.eq_ignore_ascii_case(name));
        push(&mut headers, name, value, again);
        seen.push(name);
    }
    with_ids(&mut headers, facts);
    let status = StatusCode::from_u16(mapped.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Answer { status, headers, body: mapped.body }
}

/// Puts in a header, under the name that API Gateway gives it, in place of another or after it.
pub(super) fn push(headers: &mut HeaderMap, name: &str, value: &str, again: bool) {
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

/// Puts in a header of the gateway's own; one that cannot be sent is left out.
pub(super) fn insert(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
        headers.insert(HeaderName::from_static(name), value);
    }
}

fn header(name: &str, value: &str) -> Option<(HeaderName, HeaderValue)> {
    HeaderName::from_bytes(name.as_bytes()).ok().zip(HeaderValue::from_bytes(value.as_bytes()).ok())
}

/// The headers that tell which request was answered.
pub(super) fn with_ids(headers: &mut HeaderMap, facts: &Facts<'_>) {
    insert(headers, "x-amzn-requestid", &facts.request_id);
    insert(headers, "x-amz-apigw-id", &facts.extended_request_id);
    if facts.called {
        let root = facts.trace.split(';').next().unwrap_or_default();
        insert(headers, "x-amzn-trace-id", root);
    }
    if !headers.contains_key(CONTENT_TYPE) {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
}
