//! `AWS_PROXY`: a function is invoked with the whole request.

use crate::gateway::context::Context;
use crate::gateway::failure::Failure;
use crate::gateway::function::invoke;
use crate::gateway::outcome::{IntegrationAnswer, Outcome};
use crate::gateway::progress::Progress;
use crate::gateway::proxy_event::proxy_event;
use crate::gateway::request::Request;
use crate::service::Services;
use crate::stack::rest_api::endpoint::Uri;

use super::IntegrationRequest;

/// Invokes the function.
pub(super) async fn call(
    made: &IntegrationRequest<'_>,
    request: &Request<'_>,
    progress: &Progress<'_>,
    services: &Services,
    uri: &Uri,
) -> Result<IntegrationAnswer, Failure> {
    if made.method.integration.http_method != "POST" {
        return Err(Failure::configuration("Invalid permissions on Lambda function"));
    }
    let event = proxy_event(Context::new(request, progress), &made.body, made.binary);
    let answer = invoke(request, services, uri, event.into()).await?;
    match &answer.outcome {
        Outcome::Function(None) => Ok(answer),
        Outcome::Function(Some(_)) => {
            let text = String::from_utf8_lossy(&answer.body);
            let log = format!("Lambda execution failed with status 200 due to customer function error: {text}");
            Err(Failure::malformed_proxy_response().logged(log))
        }
        Outcome::Status(status) => Err(Failure::configuration(format!("Lambda answered with status {status}"))),
    }
}
