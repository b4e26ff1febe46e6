//! Responses: those of a method, and gateway responses.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::description::OperationDescription;
use super::schema;
use super::security::Security;

/// The descriptions of error statuses.
fn meaning(status: u16) -> &'static str {
    match status {
        400 => "The request is not as described",
        401 => "No valid token was sent",
        403 => "The caller may not do this",
        404 => "There is no such thing",
        409 => "It is there already",
        413 => "The body is larger than 10 MB",
        415 => "The body is not `application/json`",
        429 => "Too many requests: try again after `Retry-After`",
        504 => "It took too long",
        _ if status < 400 => "Success",
        _ if status < 500 => "The request cannot be served",
        _ => "Something is wrong on the server's side",
    }
}

/// The responses of a method: its own, and the gateway responses that may replace them.
pub(super) fn of_operation(
    described: &OperationDescription,
    gateway_statuses: &BTreeSet<u16>,
    security: &Security,
) -> Value {
    let mut answers = Map::new();
    for &status in gateway_statuses {
        let can_be = match status {
            400 => described.validates(),
            401 => security.takes_tokens,
            403 => !security.requirements.is_empty(),
            404 => false,
            415 => described.body.is_some() && !described.by_function,
            _ => true,
        };
        if can_be {
            answers.insert(status.to_string(), shared(status));
        }
    }
    for response in &described.responses {
        let status = response.status;
        let is_error = status >= 400 && !(described.by_function && response.model.is_some());
        let answer = if is_error { shared(status) } else { own(status, response.model.as_deref()) };
        answers.insert(status.to_string(), answer);
    }
    if described.by_function && described.responses.is_empty() {
        answers.insert("default".to_owned(), json!({ "description": "What the function answers" }));
    }
    Value::Object(answers)
}

fn own(status: u16, model: Option<&str>) -> Value {
    let mut answer = json!({ "description": meaning(status), "headers": cors() });
    if let Some(model) = model {
        answer["content"] = json!({ "application/json": { "schema": schema::reference(model) } });
    }
    answer
}

fn shared(status: u16) -> Value {
    json!({ "$ref": format!("#/components/responses/{status}") })
}

/// The errors in these paths. All errors have the same body, whoever responds.
pub(super) fn components(error: &str, paths: &Map<String, Value>) -> Value {
    let methods = paths.values().filter_map(Value::as_object).flat_map(|path| path.values());
    let answers = methods.filter_map(|method| method["responses"].as_object());
    let statuses = answers.flat_map(|answers| answers.keys()).filter_map(|status| status.parse().ok());
    let statuses: BTreeSet<u16> = statuses.filter(|status| *status >= 400).collect();
    let answer = |status: u16| {
        // AWS sends this one itself, with another body and without headers.
        if status == 413 {
            return json!({ "description": meaning(status) });
        }
        let mut headers = cors();
        if status == 429 {
            headers["Retry-After"] = json!({ "$ref": "#/components/headers/Retry-After" });
        }
        let content = json!({ "application/json": { "schema": schema::reference(error) } });
        json!({ "description": meaning(status), "headers": headers, "content": content })
    };
    Value::Object(statuses.into_iter().map(|status| (status.to_string(), answer(status))).collect())
}

fn cors() -> Value {
    json!({ "Access-Control-Allow-Origin": { "$ref": "#/components/headers/Access-Control-Allow-Origin" } })
}

/// The headers that responses share.
pub(super) fn headers() -> Value {
    json!({
        "Access-Control-Allow-Origin": {
            "description": "The origin that may read the answer in a browser",
            "schema": { "type": "string" },
        },
        "Retry-After": {
            "description": "After how many seconds it is worth trying again",
            "schema": { "type": "string", "pattern": "^[0-9]+$" },
        },
    })
}
