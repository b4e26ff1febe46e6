//! The error of an action.

use http::StatusCode;

/// The error of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// The status.
    pub(crate) status: StatusCode,
    /// The code, such as `NotFound`.
    pub(crate) code: &'static str,
    /// The message.
    pub(crate) message: String,
}

impl Failure {
    /// An error of the caller, with status 400.
    pub(crate) fn refused(code: &'static str, message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code, message: message.into() }
    }

    /// Who is at fault, in AWS's terms.
    pub(crate) fn side(&self) -> &'static str {
        if self.status.is_server_error() { "Receiver" } else { "Sender" }
    }
}
