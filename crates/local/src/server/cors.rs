//! CORS for pages of allowed origins, which may use the services and pages of the runtime. API stages define their own CORS
//! rules.
//!
//! <https://fetch.spec.whatwg.org/#http-cors-protocol>

use bytes::Bytes;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, HeaderName, ORIGIN, VARY,
};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode};

use crate::service::Answer;

/// Whether a request is a CORS preflight.
pub(super) fn is_preflight(parts: &Parts) -> bool {
    parts.method == Method::OPTIONS
        && parts.headers.contains_key(ORIGIN)
        && parts.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// Allows everything that a preflight asks for.
pub(super) fn preflight(parts: &Parts) -> Answer {
    let pairs = [
        (ACCESS_CONTROL_REQUEST_METHOD, ACCESS_CONTROL_ALLOW_METHODS),
        (ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_ALLOW_HEADERS),
        // Chromium also asks for this before a page from the internet reaches this machine.
        (
            HeaderName::from_static("access-control-request-private-network"),
            HeaderName::from_static("access-control-allow-private-network"),
        ),
    ];
    let mut headers = HeaderMap::new();
    for (requested, allowed) in pairs {
        if let Some(value) = parts.headers.get(requested) {
            headers.insert(allowed, value.clone());
        }
    }
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    Answer { status: StatusCode::NO_CONTENT, headers, body: Bytes::new() }
}

/// Lets the pages of an origin read an answer.
pub(super) fn open(answer: &mut Answer, origin: HeaderValue) {
    answer.headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    answer.headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("*"));
    answer.headers.append(VARY, HeaderValue::from_static("origin"));
}
