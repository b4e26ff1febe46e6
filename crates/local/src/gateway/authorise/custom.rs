//! Authorizers that are functions.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html>

use serde_json::{Map, Value, json};

use super::super::Gateway;
use super::super::facts::Facts;
use super::super::failure::Failure;
use super::super::integration::{Outcome, invoke};
use super::super::parameters::RequestValues;
use super::super::proxy_event::authorizer_event;
use super::super::route::below_stage;
use super::cognito::as_text;
use crate::stack::policy::{several, wildcard};
use crate::stack::rest_api::authorizer::AuthorizerKind;
use crate::stack::rest_api::endpoint::Uri;
use crate::stack::rest_api::gateway_response::ResponseType;

/// Asks the function, and tells what it said of the caller.
pub(super) async fn check(facts: &mut Facts<'_>, gateway: &Gateway, kind: &AuthorizerKind) -> Result<(), Failure> {
    let arn = method_arn(facts);
    let Some((uri, event)) = event(facts, kind, &arn)? else { return Err(unauthorized()) };
    let answer = invoke(facts, gateway, uri, event.into()).await?;
    let failed = |kind| Failure { message: Value::Null, ..Failure::new(kind, "") };
    match answer.outcome {
        Outcome::Function(None) => {}
        Outcome::Function(Some(error)) if error == "Unauthorized" => return Err(unauthorized()),
        _ => return Err(failed(ResponseType::AuthorizerFailure)),
    }
    let said: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let Some(principal) = said.get("principalId").and_then(Value::as_str) else {
        return Err(failed(ResponseType::AuthorizerConfigurationError));
    };
    allow(&said["policyDocument"], &arn)?;
    let context = said.get("context").and_then(Value::as_object).cloned().unwrap_or_default();
    let mut all: Map<String, Value> = context.into_iter().map(|(name, value)| (name, as_text(value))).collect();
    all.insert("principalId".to_owned(), principal.into());
    if let Some(key) = said.get("usageIdentifierKey") {
        all.insert("usageIdentifierKey".to_owned(), key.clone());
    }
    facts.identity.authorizer = all;
    Ok(())
}

/// The function and its event; none where the request has not what the authorizer looks at.
fn event<'a>(facts: &Facts<'_>, kind: &'a AuthorizerKind, arn: &str) -> Result<Option<(&'a Uri, Vec<u8>)>, Failure> {
    match kind {
        AuthorizerKind::Token { uri, header, pattern } => {
            let Some(token) = facts.header(header).filter(|token| !token.is_empty()) else { return Ok(None) };
            if let Some(pattern) = pattern
                && !pattern.matches(token).map_err(Failure::pattern)?
            {
                return Ok(None);
            }
            let event = json!({"type": "TOKEN", "methodArn": arn, "authorizationToken": token});
            Ok(Some((uri, event.to_string().into_bytes())))
        }
        AuthorizerKind::Request { uri, identity } => {
            let values = RequestValues::new(facts, "");
            for source in identity {
                if values.find(source)?.is_none_or(|value| value.is_empty()) {
                    return Ok(None);
                }
            }
            Ok(Some((uri, authorizer_event(facts, arn))))
        }
        AuthorizerKind::Cognito { .. } => Ok(None),
    }
}

/// What the caller wants to do: `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/GET/path`.
fn method_arn(facts: &Facts<'_>) -> String {
    let Facts { api, stage, http_method, .. } = facts;
    let path = below_stage(&facts.path, &stage.name).trim_start_matches('/');
    format!("arn:aws:execute-api:{}:{}:{}/{}/{http_method}/{path}", api.region, api.account_id, api.id, stage.name)
}

fn unauthorized() -> Failure {
    Failure::new(ResponseType::Unauthorized, "Unauthorized")
}

/// What the policy says of the call: a statement that denies goes before those that allow.
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
