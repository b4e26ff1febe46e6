//! Lambda functions, which proxy integrations and authorizers invoke with an event.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Method};

use super::failure::Failure;
use super::outcome::{IntegrationAnswer, Outcome};
use super::request::Request;
use crate::service::{Answer, Call, Services};
use crate::stack::rest_api::endpoint::{Endpoint, ServiceCall, Uri};

/// Invokes the function that a URI names.
pub(crate) async fn invoke(
    request: &Request<'_>,
    services: &Services,
    uri: &Uri,
    event: Bytes,
) -> Result<IntegrationAnswer, Failure> {
    let endpoint = uri.endpoint(&request.stage.variables).map_err(Failure::configuration)?;
    let Endpoint::Service { service, call: ServiceCall::Path(path, query) } = &*endpoint else {
        return Err(Failure::configuration("Invalid endpoint address"));
    };
    let target = services.get(service).filter(|target| target.name() == "lambda");
    let Some(target) = target else { return Err(Failure::configuration("no function runs here")) };
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Ok(trace) = HeaderValue::from_str(&request.trace) {
        headers.insert("x-amzn-trace-id", trace);
    }
    let call =
        Call { action: None, method: Method::POST, path: path.clone(), query: query.clone(), headers, body: event };
    Ok(answer(target.call(call).await))
}

/// The answer of an invocation. A header marks a failed function, and the payload has its error message.
pub(crate) fn answer(answer: Answer) -> IntegrationAnswer {
    let failed = answer.headers.contains_key("x-amz-function-error");
    if !failed && !answer.status.is_success() {
        return answer.into();
    }
    let message = || {
        let payload: serde_json::Value = serde_json::from_slice(&answer.body).ok()?;
        Some(payload.get("errorMessage")?.as_str()?.to_owned())
    };
    let error = failed.then(|| message().unwrap_or_default());
    IntegrationAnswer { outcome: Outcome::Function(error), headers: answer.headers, body: answer.body }
}
