//! Responses: which answer of the backend becomes which answer to the client.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html>

use super::mapping_template::MappingTemplate;
use super::model::Model;

/// An answer to the client.
#[derive(Debug, Clone)]
pub struct Response {
    /// Its HTTP status.
    pub status: u16,
    /// Which answers of the backend become this one.
    pub from: Selection,
    /// What its body looks like.
    pub model: Option<Model>,
}

/// Which answers of the backend become an answer to the client.
///
/// For AWS services API Gateway matches the pattern against the **whole status code** as text, never
/// against the message.
#[derive(Debug, Clone)]
pub enum Selection {
    /// The backend's status matches this pattern.
    Status(StatusPattern, MappingTemplate),
    /// No other pattern matches. It should never be a success.
    Otherwise(MappingTemplate),
    /// A template of another answer overrides its status to this one.
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
