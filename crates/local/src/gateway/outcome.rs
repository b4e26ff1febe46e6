//! The answer of an integration, before API Gateway maps it.

use bytes::Bytes;
use http::HeaderMap;

use crate::service::Answer;

/// The answer of an integration.
#[derive(Debug, Clone)]
pub(crate) struct IntegrationAnswer {
    pub(crate) outcome: Outcome,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// The part of an answer that the integration response is selected by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// A status.
    Status(u16),
    /// The end of a function's invocation, with its error message if it failed.
    Function(Option<String>),
}

impl Outcome {
    /// The status of the call itself: that of an invocation is 200, whether or not the function failed.
    pub(crate) fn status(&self) -> u16 {
        match self {
            Self::Status(status) => *status,
            Self::Function(_) => 200,
        }
    }
}

impl From<Answer> for IntegrationAnswer {
    fn from(answer: Answer) -> Self {
        Self { outcome: Outcome::Status(answer.status.as_u16()), headers: answer.headers, body: answer.body }
    }
}
