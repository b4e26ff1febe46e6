//! Responses: which response of the backend becomes which response to the client.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html>

use super::mapping_template::MappingTemplate;
use super::model::Model;

/// A response to the client.
#[derive(Debug, Clone)]
pub struct Response {
    /// Its HTTP status.
    pub status: u16,
    /// The responses of the backend that become this one.
    pub from: Selection,
    /// The model of its body.
    pub model: Option<Model>,
}

/// Which responses of the backend become a response to the client.
///
/// For AWS services, API Gateway matches the pattern against the **whole status code** as text, never against the
/// message.
#[derive(Debug, Clone)]
pub enum Selection {
    /// The backend's status matches this pattern.
    Status(StatusPattern, MappingTemplate),
    /// No other pattern matches. Its status should never be a success.
    Otherwise(MappingTemplate),
    /// The template of another response overrides the status with this one.
    Override,
}

/// A pattern for a status code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusPattern {
    /// Exactly this status.
    Exactly(u16),
    /// Any status from 400 to 499.
    ClientErrors,
    /// Any status from 500 to 599.
    ServerErrors,
}

impl StatusPattern {
    /// The pattern as a Java regular expression.
    pub fn pattern(self) -> String {
        match self {
            Self::Exactly(status) => status.to_string(),
            Self::ClientErrors => r"4\d{2}".into(),
            Self::ServerErrors => r"5\d{2}".into(),
        }
    }
}
