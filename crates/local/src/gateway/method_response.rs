//! Stage 7: the answer to the client.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::progress::Progress;
use super::request::Request;
use super::response_headers::{complete, insert, push};
use crate::service::Answer;

/// The response of the method: status, headers and body.
#[derive(Debug)]
pub(crate) struct MethodResponse {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

/// Makes the answer to the client.
pub(crate) fn make(response: MethodResponse, request: &Request<'_>, progress: &Progress<'_>) -> Answer {
    let mut headers = HeaderMap::with_capacity(8);
    insert(&mut headers, "content-type", &response.content_type);
    let mut seen: Vec<&str> = Vec::with_capacity(response.headers.len());
    for (name, value) in &response.headers {
        // A function may give a header several values. The first one replaces the header that was there.
        let again = seen.iter().any(|known| known.eq_ignore_ascii_case(name));
        push(&mut headers, name, value, again);
        seen.push(name);
    }
    complete(&mut headers, request, progress);
    let status = StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Answer { status, headers, body: response.body }
}
