//! An invocation of a function: the event it gets, and its outcome.
//!
//! <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html>

use bytes::Bytes;

/// An event and its context.
#[derive(Debug, Clone)]
pub(super) struct Invocation {
    pub(super) payload: Bytes,
    pub(super) trace: Option<String>,
    pub(super) client_context: Option<String>,
}

/// The result of an invocation.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) request_id: String,
    pub(super) payload: Bytes,
    /// Whether the payload is an error.
    pub(super) failed: bool,
    pub(super) log: Vec<u8>,
}
