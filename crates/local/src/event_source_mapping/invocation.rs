//! The invocation of a function with a batch.
//!
//! <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html>

use bytes::Bytes;
use http::{HeaderMap, Method};

use crate::service::{Call, Services};

/// The answer of a function.
pub(super) struct Answered {
    pub(super) request_id: Option<String>,
    pub(super) status: u16,
    /// Lambda's kind of error, if the function failed.
    pub(super) error: Option<String>,
    pub(super) body: Bytes,
}

impl Answered {
    /// Whether the function failed, or was not invoked.
    pub(super) fn has_failed(&self) -> bool {
        self.error.is_some() || !(200..300).contains(&self.status)
    }
}

/// Invokes a function and waits for its answer.
pub(super) async fn invoke(services: &Services, function_arn: &str, event: Bytes) -> Answered {
    let Some(lambda) = services.get("lambda") else {
        return Answered { request_id: None, status: 503, error: None, body: Bytes::new() };
    };
    let answer = lambda
        .call(Call {
            action: Some("Invoke".into()),
            method: Method::POST,
            path: format!("/2015-03-31/functions/{function_arn}/invocations"),
            query: None,
            headers: HeaderMap::new(),
            body: event,
        })
        .await;
    let header = |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    Answered {
        request_id: header("x-amzn-requestid"),
        status: answer.status.as_u16(),
        error: header("x-amz-function-error"),
        body: answer.body.clone(),
    }
}
