//! Why an action of a service failed.

use http::StatusCode;

/// Why a call failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// The status.
    pub(crate) status: StatusCode,
    /// The code, such as `NotFound`.
    pub(crate) code: &'static str,
    /// What was wrong.
    pub(crate) message: String,
}

impl Failure {
    /// The caller's fault, with status 400.
    pub(crate) fn refused(code: &'static str, message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code, message: message.into() }
    }

    /// Whose fault it is, in AWS's words.
    pub(crate) fn side(&self) -> &'static str {
        if self.status.is_server_error() { "Receiver" } else { "Sender" }
    }
}
