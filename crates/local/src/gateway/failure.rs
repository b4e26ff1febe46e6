//! A request's failure, and the gateway response that it leads to.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::stack::rest_api::gateway_response::ResponseType;

/// A failure, which becomes a gateway response.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Failure {
    /// The kind of response.
    pub(crate) kind: ResponseType,
    /// The message for the client: text, or null.
    pub(crate) message: Value,
    /// The reasons for which the body is invalid.
    pub(crate) validation: Option<String>,
    /// A status other than the kind's.
    pub(crate) status: Option<u16>,
    /// A value of `x-amzn-ErrorType` other than the kind's.
    pub(crate) error_type: Option<&'static str>,
    /// The line in the execution log.
    pub(crate) log: Option<String>,
    /// Whether people should see this line whatever the stage logs, because something here differs from AWS.
    pub(crate) is_worth_a_warning: bool,
}

impl Failure {
    /// A failure with a message.
    pub(crate) fn new(kind: ResponseType, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: Value::String(message.into()),
            validation: None,
            status: None,
            error_type: None,
            log: None,
            is_worth_a_warning: false,
        }
    }

    /// A mistake in the API's configuration. The execution log has the reason, which the client does not see.
    pub(crate) fn configuration(log: impl Into<String>) -> Self {
        let log = format!("Execution failed due to configuration error: {}", log.into());
        Self::new(ResponseType::ApiConfigurationError, INTERNAL).logged(log)
    }

    /// The integration could not be called.
    pub(crate) fn integration(log: impl Into<String>) -> Self {
        Self::new(ResponseType::IntegrationFailure, INTERNAL).logged(log)
    }

    /// A pattern of the API that takes too many steps on the text of a request or an integration.
    pub(crate) fn pattern(log: impl Into<String>) -> Self {
        Self { is_worth_a_warning: true, ..Self::configuration(log) }
    }

    /// The integration took too long.
    pub(crate) fn timeout() -> Self {
        let log = "Execution failed due to a timeout error";
        Self::new(ResponseType::IntegrationTimeout, "Endpoint request timed out").logged(log)
    }

    /// A function of a proxy integration that answered with something other than a response.
    pub(crate) fn malformed_proxy_response() -> Self {
        let mut failure = Self::configuration("Malformed Lambda proxy response");
        failure.kind = ResponseType::Default5xx;
        failure.status = Some(502);
        failure
    }

    /// An `Authorization` header that is not a signature.
    pub(crate) fn incomplete_signature(header: &str) -> Self {
        let hash = STANDARD.encode(Sha256::digest(header.as_bytes()));
        let message = format!(
            "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded \
             with Base64): '{hash}'."
        );
        let failure = Self::new(ResponseType::InvalidSignature, message);
        Self { error_type: Some("IncompleteSignatureException"), ..failure }
    }

    /// The same failure, with a line for the execution log.
    pub(crate) fn logged(mut self, log: impl Into<String>) -> Self {
        self.log = Some(log.into());
        self
    }

    /// Whether the request was authorised before it failed. AWS writes these messages with a space after the colon.
    pub(crate) fn is_of_execution(&self) -> bool {
        use ResponseType as T;
        matches!(
            self.kind,
            T::ApiConfigurationError
                | T::BadRequestParameters
                | T::BadRequestBody
                | T::Default4xx
                | T::Default5xx
                | T::IntegrationFailure
                | T::IntegrationTimeout
                | T::UnsupportedMediaType
        )
    }
}

const INTERNAL: &str = "Internal server error";
