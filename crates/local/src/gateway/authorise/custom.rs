//! Lambda authorizers.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html>

use serde_json::{Map, Value, json};

use super::cognito::as_text;
use crate::gateway::context::Context;
use crate::gateway::failure::Failure;
use crate::gateway::function::invoke;
use crate::gateway::outcome::Outcome;
use crate::gateway::parameters::RequestValues;
use crate::gateway::progress::Progress;
use crate::gateway::proxy_event::authorizer_event;
use crate::gateway::request::Request;
use crate::service::Services;
use crate::stack::policy::{several, wildcard};
use crate::stack::rest_api::authorizer::AuthorizerKind;
use crate::stack::rest_api::endpoint::Uri;
use crate::stack::rest_api::gateway_response::ResponseType;

/// Asks the function whether the caller may make this request, and fills in `$context.authorizer`.
pub(super) async fn check(
    request: &Request<'_>,
    progress: &mut Progress<'_>,
    services: &Services,
    kind: &AuthorizerKind,
) -> Result<(), Failure> {
    let arn = method_arn(request);
    let Some((uri, event)) = event(Context::new(request, progress), kind, &arn)? else { return Err(unauthorized()) };
    let answer = invoke(request, services, uri, event.into()).await?;
    let failed = |kind| Failure { message: Value::Null, ..Failure::new(kind, "") };
    match answer.outcome {
        Outcome::Function(None) => {}
        Outcome::Function(Some(error)) if error == "Unauthorized" => return Err(unauthorized()),
        _ => return Err(failed(ResponseType::AuthorizerFailure)),
    }
    let output: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let Some(principal) = output.get("principalId").and_then(Value::as_str) else {
        return Err(failed(ResponseType::AuthorizerConfigurationError));
    };
    allow(&output["policyDocument"], &arn)?;
    let context = output.get("context").and_then(Value::as_object).cloned().unwrap_or_default();
    let mut all: Map<String, Value> = context.into_iter().map(|(name, value)| (name, as_text(value))).collect();
    all.insert("principalId".to_owned(), principal.into());
    if let Some(key) = output.get("usageIdentifierKey") {
        all.insert("usageIdentifierKey".to_owned(), key.clone());
    }
    progress.identity.authorizer = all;
    Ok(())
}

/// The function and its event, or `None` if the request lacks a value that the authorizer reads.
fn event<'a>(
    context: Context<'_, '_>,
    kind: &'a AuthorizerKind,
    arn: &str,
) -> Result<Option<(&'a Uri, Vec<u8>)>, Failure> {
    match kind {
        AuthorizerKind::Token { uri, header, pattern } => {
            let Some(token) = context.request.header(header).filter(|token| !token.is_empty()) else {
                return Ok(None);
            };
            if let Some(pattern) = pattern
                && !pattern.matches(token).map_err(|error| Failure::pattern(error.to_string()))?
            {
                return Ok(None);
            }
            let event = json!({"type": "TOKEN", "methodArn": arn, "authorizationToken": token});
            Ok(Some((uri, event.to_string().into_bytes())))
        }
        AuthorizerKind::Request { uri, identity } => {
            let values = RequestValues::new(context, "");
            for source in identity {
                if values.find(source)?.is_none_or(|value| value.is_empty()) {
                    return Ok(None);
                }
            }
            Ok(Some((uri, authorizer_event(context, arn))))
        }
        AuthorizerKind::Cognito { .. } => Ok(None),
    }
}

/// The ARN of this request: `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/GET/path`.
fn method_arn(request: &Request<'_>) -> String {
    let Request { api, stage, http_method, .. } = request;
    let path = request.below_stage().trim_start_matches('/');
    format!("arn:aws:execute-api:{}:{}:{}/{}/{http_method}/{path}", api.region, api.account_id, api.id, stage.name)
}

fn unauthorized() -> Failure {
    Failure::new(ResponseType::Unauthorized, "Unauthorized")
}

/// Evaluates the policy for this request. A statement that denies wins over those that allow.
fn allow(policy: &Value, arn: &str) -> Result<(), Failure> {
    let statements = several(policy.get("Statement"));
    let concerns = |statement: &&&Value, effect: &str| {
        let any = |name: &str, text: &str| {
            let patterns = several(statement.get(name));
            patterns.iter().filter_map(|pattern| pattern.as_str()).any(|pattern| wildcard(pattern, text))
        };
        statement.get("Effect").and_then(Value::as_str) == Some(effect)
            && any("Action", "execute-api:Invoke")
            && any("Resource", arn)
    };
    let refused = |reason: &str| {
        let message = format!("User is not authorized to access this resource{reason}");
        Err(Failure::new(ResponseType::AccessDenied, message))
    };
    if statements.iter().any(|statement| concerns(&statement, "Deny")) {
        return refused(" with an explicit deny");
    }
    if statements.iter().any(|statement| concerns(&statement, "Allow")) { Ok(()) } else { refused("") }
}
