//! `AWS`: a service that runs here, called as API Gateway calls it.
//!
//! The query names the action. For services that speak JSON, `X-Amz-Target` names it as well.

use http::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::IntegrationRequest;
use super::placeholders::fill;
use crate::gateway::execution_log::ExecutionLog;
use crate::gateway::failure::Failure;
use crate::gateway::function;
use crate::gateway::outcome::IntegrationAnswer;
use crate::gateway::request::Request;
use crate::service::{Call, Services};
use crate::stack::rest_api::endpoint::ServiceCall;

/// The prefix of actions in `X-Amz-Target`, for the services whose protocol API Gateway knows.
const TARGETS: [(&str, &str); 2] =
    [("dynamodb", "DynamoDB_20120810"), ("streams.dynamodb", "DynamoDBStreams_20120810")];

/// Calls a service.
pub(super) async fn call(
    made: &IntegrationRequest<'_>,
    request: &Request<'_>,
    services: &Services,
    service: &str,
    call: &ServiceCall,
    log: &mut ExecutionLog,
) -> Result<IntegrationAnswer, Failure> {
    let Some(target) = services.get(service) else {
        let log = format!("Execution failed due to configuration error: the service `{service}` does not run here");
        return Err(Failure { is_worth_a_warning: true, ..Failure::integration(log) });
    };
    let call = make(made, request, service, call)?;
    if log.is_detailed() {
        let query = call.query.as_deref().map(|query| format!("?{query}")).unwrap_or_default();
        let region = &request.api.region;
        log.info(format_args!("Endpoint request URI: https://{service}.{region}.amazonaws.com{}{query}", call.path));
        log.info(format_args!("Sending request to https://{service}.{region}.amazonaws.com{}{query}", call.path));
    }
    let answer = target.call(call).await;
    Ok(if service == "lambda" { function::answer(answer) } else { answer.into() })
}

fn make(
    made: &IntegrationRequest<'_>,
    request: &Request<'_>,
    service: &str,
    call: &ServiceCall,
) -> Result<Call, Failure> {
    let (action, path, own) = match call {
        ServiceCall::Action(action, query) => (Some(action.clone()), "/".to_owned(), query),
        ServiceCall::Path(path, query) => (None, path.clone(), query),
    };
    let path = fill(&path, &made.path)?;
    let mut query = action.as_ref().map(|action| format!("Action={action}")).unwrap_or_default();
    let further = own.iter().cloned().chain(made.query.iter().map(|(name, value)| pair(name, value)));
    for part in further {
        if !query.is_empty() {
            query.push('&');
        }
        query.push_str(&part);
    }
    let mut headers = base_headers(request, !made.body.is_empty());
    let prefix = TARGETS.iter().find(|(known, _)| *known == service).map(|(_, prefix)| prefix);
    if let Some((action, prefix)) = action.as_ref().zip(prefix) {
        insert(&mut headers, "x-amz-target", &format!("{prefix}.{action}"))?;
    }
    for (name, value) in &made.headers {
        insert(&mut headers, name, value)?;
    }
    let method = made.http_method(request).unwrap_or(Method::POST);
    let query = (!query.is_empty()).then_some(query);
    // A service that speaks JSON obeys the header, whatever action the URI names.
    let action = headers.get("x-amz-target").and_then(target_action).or(action);
    Ok(Call { action, method, path, query, headers, body: made.body.clone() })
}

/// The action in `X-Amz-Target`, such as `SendMessage` in `AmazonSQS.SendMessage`.
fn target_action(target: &HeaderValue) -> Option<String> {
    target.to_str().ok()?.rsplit('.').next().map(str::to_owned)
}

fn pair(name: &str, value: &str) -> String {
    let encode = |text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    format!("{}={}", encode(name), encode(value))
}

fn base_headers(request: &Request<'_>, has_body: bool) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(8);
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    let id = &request.api.id;
    let text = |text: &str| HeaderValue::from_str(text).ok();
    let own = [
        (USER_AGENT, text(&format!("AmazonAPIGateway_{id}"))),
        (HeaderName::from_static("x-amzn-apigateway-api-id"), text(id)),
        (HeaderName::from_static("x-amzn-trace-id"), text(&request.trace)),
    ];
    headers.extend(own.into_iter().filter_map(|(name, value)| Some((name, value?))));
    if has_body {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    headers
}

/// Sets a header that the API's definition makes.
pub(super) fn insert(headers: &mut HeaderMap, name: &str, value: &str) -> Result<(), Failure> {
    let refused = || Failure::configuration(format!("Invalid header `{name}`"));
    let name: HeaderName = name.parse().map_err(|_| refused())?;
    headers.insert(name, HeaderValue::from_bytes(value.as_bytes()).map_err(|_| refused())?);
    Ok(())
}
