//! Everything that the stages find out about a request, each as soon as it knows. Until then, it is `None` or empty.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::stack::rest_api::Method;

/// The state of a request on its way through the stages.
#[derive(Debug, Default)]
pub(crate) struct Progress<'g> {
    /// The method that the request was routed to.
    pub(crate) method: Option<&'g Method>,
    /// The path parameters, percent-decoded.
    pub(crate) path_parameters: Vec<(String, String)>,
    /// The path parameters as they were sent.
    pub(crate) raw_path_parameters: Vec<(String, String)>,
    pub(crate) identity: Identity,
    /// Whether a backend was called for the request. Only then does the answer carry the trace.
    pub(crate) called: bool,
    pub(crate) integration_status: Option<u16>,
    pub(crate) integration_latency: Option<Duration>,
    pub(crate) error: Option<GatewayError>,
    /// The status of the answer.
    pub(crate) status: Option<u16>,
    /// The length of the answer's body, in bytes.
    pub(crate) response_length: Option<usize>,
    /// Lines that people should see, whatever the stage logs.
    pub(crate) warnings: Vec<String>,
}

/// The caller, as far as the request says who it is.
#[derive(Debug, Default)]
pub(crate) struct Identity {
    pub(crate) api_key: Option<String>,
    pub(crate) api_key_id: Option<String>,
    /// The user who signed the request.
    pub(crate) signer: Option<Signer>,
    /// The members of `$context.authorizer`.
    pub(crate) authorizer: Map<String, Value>,
}

/// A user who signed a request.
#[derive(Debug)]
pub(crate) struct Signer {
    pub(crate) access_key: String,
    pub(crate) account_id: String,
    pub(crate) user: String,
    pub(crate) user_arn: String,
}

/// The members of `$context.error`.
#[derive(Debug)]
pub(crate) struct GatewayError {
    pub(crate) message: Value,
    /// The name of the gateway response, such as `BAD_REQUEST_BODY`.
    pub(crate) response_type: &'static str,
    /// The reasons for which the body is invalid.
    pub(crate) validation: Option<String>,
}
