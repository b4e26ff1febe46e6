//! Reads a request's body within its time and within the memory for all bodies.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::CONNECTION;
use http::{HeaderMap, HeaderValue, StatusCode};
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::service::Answer;

/// The largest body in bytes, as in API Gateway.
pub(super) const LARGEST: usize = 10 * 1024 * 1024;
/// How long a body may take.
const TIME: Duration = Duration::from_mins(1);
/// How much of a too large body is read and discarded, so that its sender gets to read the answer.
const DISCARDED: usize = 32 * 1024 * 1024;
/// Bodies up to this size are read without waiting for memory.
const SMALL: usize = 64 * 1024;
/// The memory for all larger bodies together, in pages of [`SMALL`].
const PAGES: usize = 4096;

/// The memory for bodies that are being read.
pub(super) struct Memory(Semaphore);

impl Default for Memory {
    fn default() -> Self {
        Self(Semaphore::new(PAGES))
    }
}

/// The reason for not reading a body.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refused {
    HeadTooLong,
    TooLarge,
    TooSlow,
    Broken,
}

impl Refused {
    pub(super) fn answer(&self) -> Answer {
        let (status, error_type, message) = match self {
            // The same answer as hyper's, which refuses some of these heads itself.
            Self::HeadTooLong => return closing(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "RequestTooLargeException", "Request Too Long"),
            Self::TooSlow => (StatusCode::REQUEST_TIMEOUT, "RequestTimeoutException", "Request Timeout"),
            Self::Broken => (StatusCode::BAD_REQUEST, "BadRequestException", "Bad Request"),
        };
        let mut answer = closing(status);
        answer.headers.insert("content-type", HeaderValue::from_static("application/json"));
        answer.headers.insert("x-amzn-errortype", HeaderValue::from_static(error_type));
        answer.body = Bytes::from(format!("{{\"message\":\"{message}\"}}"));
        answer
    }
}

/// An answer that closes the connection.
fn closing(status: StatusCode) -> Answer {
    let headers = HeaderMap::from_iter([(CONNECTION, HeaderValue::from_static("close"))]);
    Answer { status, headers, body: Bytes::new() }
}

/// Reads a body.
pub(super) async fn collect(mut body: Incoming, memory: &Memory) -> Result<Bytes, Refused> {
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    let announced = body.size_hint().upper().is_some_and(|size| size > LARGEST as u64);
    let reading = async {
        if announced {
            discard(&mut body).await;
            return Err(Refused::TooLarge);
        }
        read(&mut body, memory).await
    };
    tokio::time::timeout(TIME, reading).await.unwrap_or(Err(Refused::TooSlow))
}

async fn read(body: &mut Incoming, memory: &Memory) -> Result<Bytes, Refused> {
    let Some(first) = frame(body).await? else { return Ok(Bytes::new()) };
    if body.is_end_stream() && first.len() <= LARGEST {
        return Ok(first);
    }
    // All pages at once: bodies that each hold some and wait for more would wait forever.
    let left = body.size_hint().upper().and_then(|left| usize::try_from(left).ok());
    let size = left.map_or(LARGEST, |left| first.len() + left);
    let held = memory.hold(size).await;
    let mut whole = BytesMut::from(first);
    while let Some(next) = frame(body).await? {
        if whole.len() + next.len() > LARGEST {
            drop(whole);
            drop(held);
            discard(body).await;
            return Err(Refused::TooLarge);
        }
        whole.extend_from_slice(&next);
    }
    Ok(whole.freeze())
}

impl Memory {
    /// Takes the pages for a body of this size.
    async fn hold(&self, size: usize) -> Option<SemaphorePermit<'_>> {
        let pages = u32::try_from(size.saturating_sub(SMALL).div_ceil(SMALL)).ok().filter(|pages| *pages > 0)?;
        self.0.acquire_many(pages).await.ok()
    }
}

async fn frame(body: &mut Incoming) -> Result<Option<Bytes>, Refused> {
    loop {
        match body.frame().await {
            None => return Ok(None),
            Some(Err(_)) => return Err(Refused::Broken),
            Some(Ok(frame)) => {
                if let Ok(data) = frame.into_data() {
                    return Ok(Some(data));
                }
            }
        }
    }
}

/// Reads on and keeps nothing.
async fn discard(body: &mut Incoming) {
    let mut size = 0;
    while let Ok(Some(data)) = frame(body).await {
        size += data.len();
        if size > DISCARDED {
            return;
        }
    }
}
