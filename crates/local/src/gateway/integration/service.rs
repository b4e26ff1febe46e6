//! `AWS`: a service that runs here, called as API Gateway calls it.
//!
//! The action stands in the query, and for services that speak JSON in `X-Amz-Target` as well.

use http::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::placeholders::fill;
use super::{IntegrationAnswer, Outcome};
use crate::gateway::Gateway;
use crate::gateway::facts::Facts;
use crate::gateway::failure::Failure;
use crate::gateway::integration_request::IntegrationRequest;
use crate::gateway::log::Execution;
use crate::service::{Answer, Call};
use crate::stack::rest_api::endpoint::ServiceCall;

/// What stands before an action in `X-Amz-Target`, for the services whose protocol API Gateway knows.
const TARGETS: [(&str, &str); 2] =
    [("dynamodb", "DynamoDB_20120810"), ("streams.dynamodb", "DynamoDBStreams_20120810")];

/// Calls a service.
pub(super) async fn call(
    request: &mut IntegrationRequest<'_>,
    facts: &Facts<'_>,
    gateway: &Gateway,
    service: &str,
    call: &ServiceCall,
    log: &mut Execution,
) -> Result<IntegrationAnswer, Failure> {
    let Some(target) = gateway.services.get(service) else {
        let log = format!("Execution failed due to configuration error: the service `{service}` does not run here");
        return Err(Failure { is_worth_a_warning: true, ..Failure::integration(log) });
    };
    let made = make(request, facts, service, call)?;
    if log.is_detailed() {
        let query = made.query.as_deref().map(|query| format!("?{query}")).unwrap_or_default();
        let region = &facts.api.region;
        log.info(format_args!("Endpoint request URI: https://{service}.{region}.amazonaws.com{}{query}", made.path));
        log.info(format_args!("Sending request to https://{service}.{region}.amazonaws.com{}{query}", made.path));
    }
    let answer = target.call(made).await;
    Ok(if service == "lambda" { function_answer(answer) } else { service_answer(answer) })
}

fn make(
    request: &mut IntegrationRequest<'_>,
    facts: &Facts<'_>,
    service: &str,
    call: &ServiceCall,
) -> Result<Call, Failure> {
    let (action, path, own) = match call {
        ServiceCall::Action(action, query) => (Some(action.clone()), "/".to_owned(), query),
        ServiceCall::Path(path, query) => (None, path.clone(), query),
    };
    let path = fill(&path, &request.path)?;
    let mut query = action.as_ref().map(|action| format!("Action={action}")).unwrap_or_default();
    let further = own.iter().cloned().chain(request.query.iter().map(|(name, value)| pair(name, value)));
    for part in further {
        if !query.is_empty() {
            query.push('&');
        }
        query.push_str(&part);
    }
    let mut headers = base_headers(facts, !request.body.is_empty());
    let prefix = TARGETS.iter().find(|(known, _)| *known == service).map(|(_, prefix)| prefix);
    if let Some((action, prefix)) = action.as_ref().zip(prefix) {
        insert(&mut headers, "x-amz-target", &format!("{prefix}.{action}"))?;
    }
    for (name, value) in &request.headers {
        insert(&mut headers, name, value)?;
    }
    let method = super::method(request, facts).unwrap_or(Method::POST);
    let query = (!query.is_empty()).then_some(query);
    // A service that speaks JSON does what the header says, whatever the URI does.
    let action = headers.get("x-amz-target").and_then(target_action).or(action);
    Ok(Call { action, method, path, query, headers, body: request.body.clone() })
}

/// The action in `X-Amz-Target`, such as `SendMessage` in `AmazonSQS.SendMessage`.
fn target_action(target: &HeaderValue) -> Option<String> {
    target.to_str().ok()?.rsplit('.').next().map(str::to_owned)
}

fn pair(name: &str, value: &str) -> String {
    let encode = |text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    format!("{}={}", encode(name), encode(value))
}

fn base_headers(facts: &Facts<'_>, has_body: bool) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(8);
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    let id = &facts.api.id;
    let text = |text: &str| HeaderValue::from_str(text).ok();
    let own = [
        (USER_AGENT, text(&format!("AmazonAPIGateway_{id}"))),
        (HeaderName::from_static("x-amzn-apigateway-api-id"), text(id)),
        (HeaderName::from_static("x-amzn-trace-id"), text(&facts.trace)),
    ];
    headers.extend(own.into_iter().filter_map(|(name, value)| Some((name, value?))));
    if has_body {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    headers
}

/// Puts in a header that the API's definition makes.
pub(super) fn insert(headers: &mut HeaderMap, name: &str, value: &str) -> Result<(), Failure> {
    let refused = || Failure::configuration(format!("Invalid header `{name}`"));
    let name: HeaderName = name.parse().map_err(|_| refused())?;
    headers.insert(name, HeaderValue::from_bytes(value.as_bytes()).map_err(|_| refused())?);
    Ok(())
}

fn service_answer(answer: Answer) -> IntegrationAnswer {
    IntegrationAnswer { outcome: Outcome::Status(answer.status.as_u16()), headers: answer.headers, body: answer.body }
}

/// What a function answered: it failed where the header says so, with the message in the payload.
pub(super) fn function_answer(answer: Answer) -> IntegrationAnswer {
    let failed = answer.headers.contains_key("x-amz-function-error");
    if !failed && !answer.status.is_success() {
        return service_answer(answer);
    }
    let message = || {
        let payload: serde_json::Value = serde_json::from_slice(&answer.body).ok()?;
        Some(payload.get("errorMessage")?.as_str()?.to_owned())
    };
    let error = failed.then(|| message().unwrap_or_default());
    IntegrationAnswer { outcome: Outcome::Function(error), headers: answer.headers, body: answer.body }
}
