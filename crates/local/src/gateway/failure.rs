//! What goes wrong on the way, and which gateway response tells it.

use serde_json::Value;

use crate::stack::rest_api::gateway_response::ResponseType;

/// Why a request gets a gateway response.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Failure {
    /// The kind of response.
    pub(crate) kind: ResponseType,
    /// The message for the client: text, or null.
    pub(crate) message: Value,
    /// What is wrong with the body.
    pub(crate) validation: Option<String>,
    /// A status other than the kind's.
    pub(crate) status: Option<u16>,
    /// What `x-amzn-ErrorType` says, where it is not as for the kind.
    pub(crate) error_type: Option<&'static str>,
    /// What the execution log says.
    pub(crate) log: Option<String>,
    /// Whether people should see the log's line whatever the stage logs: something here is not as on AWS.
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

    /// Something about the API is wrong, which the execution log tells, and the client does not learn.
    pub(crate) fn configuration(log: impl Into<String>) -> Self {
        let log = format!("Execution failed due to configuration error: {}", log.into());
        Self::new(ResponseType::ApiConfigurationError, INTERNAL).logged(log)
    }

    /// The integration could not be called.
    pub(crate) fn integration(log: impl Into<String>) -> Self {
        Self::new(ResponseType::IntegrationFailure, INTERNAL).logged(log)
    }

    /// A pattern of the API would take too many steps on what a request or an integration sent.
    pub(crate) fn pattern(log: impl Into<String>) -> Self {
        Self { is_worth_a_warning: true, ..Self::configuration(log) }
    }

    /// The integration took too long.
    pub(crate) fn timeout() -> Self {
        let log = "Execution failed due to a timeout error";
        Self::new(ResponseType::IntegrationTimeout, "Endpoint request timed out").logged(log)
    }

    /// A function answered a proxy integration with something else than a response.
    pub(crate) fn malformed_proxy_response() -> Self {
        let mut failure = Self::configuration("Malformed Lambda proxy response");
        failure.kind = ResponseType::Default5xx;
        failure.status = Some(502);
        failure
    }

    /// The same, with a line for the execution log.
    pub(crate) fn logged(mut self, log: impl Into<String>) -> Self {
        self.log = Some(log.into());
        self
    }

    /// Whether the request had been let in when it failed: AWS writes those messages with a blank after the colon.
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
