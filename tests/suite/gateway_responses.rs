//! API Gateway's own error responses: one form of body, always valid JSON, with the headers that a browser needs.

use serde_json::{Value, json};

use super::project_copy::repository;

/// The gateway responses of the parlour, by type.
fn responses() -> Vec<(String, Value)> {
    let text = std::fs::read_to_string(repository().join("modules/api/definition.tf.json")).unwrap();
    let definition: Value = serde_json::from_str(&text).unwrap();
    let declared = definition["resource"]["aws_api_gateway_gateway_response"].as_object().unwrap().clone();
    declared.into_values().map(|one| (one["response_type"].as_str().unwrap().to_owned(), one)).collect()
}

#[test]
fn every_error_response_has_the_common_body() {
    // As AWS inserts them: the message includes its quotes, and the reason has its inner quotes escaped.
    let message = json!("Missing required request parameters: [a, \"b\"]").to_string();
    let reason = r#"[object has missing required properties ([\"cost\"])]"#;
    for (kind, response) in responses() {
        let template = response["response_templates"]["application/json"].as_str().unwrap();
        let body = template.replace("$context.error.messageString", &message);
        let body = body.replace("$context.error.validationErrorString", reason);
        assert!(!body.contains('$'), "{kind}: {body}");
        let body: Value = serde_json::from_str(&body).unwrap_or_else(|error| panic!("{kind}: {error}: {body}"));
        let members: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(members, ["message", "state"], "{kind}");
        assert_eq!(body["state"], "error", "{kind}");
        assert!(body["message"].is_string(), "{kind}");
    }
}

#[test]
fn the_error_for_an_invalid_body_has_the_reason() {
    let (_, response) = responses().into_iter().find(|(kind, _)| kind == "BAD_REQUEST_BODY").unwrap();
    let template = response["response_templates"]["application/json"].as_str().unwrap();
    assert!(template.contains("$context.error.validationErrorString"), "{template}");
}

#[test]
fn a_browser_may_read_every_error_response() {
    let expected = ["Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Vary"];
    for (kind, response) in responses() {
        for name in expected {
            let parameter = &response["response_parameters"][format!("gatewayresponse.header.{name}")];
            assert!(parameter.is_string(), "{kind} has no {name}");
        }
    }
}

#[test]
fn every_error_response_has_its_usual_status() {
    let expected = [
        ("ACCESS_DENIED", json!("403")),
        ("AUTHORIZER_CONFIGURATION_ERROR", json!("500")),
        ("AUTHORIZER_FAILURE", json!("500")),
        ("BAD_REQUEST_BODY", json!("400")),
        ("BAD_REQUEST_PARAMETERS", json!("400")),
        ("DEFAULT_4XX", Value::Null),
        ("DEFAULT_5XX", Value::Null),
        ("INVALID_API_KEY", json!("403")),
        ("MISSING_AUTHENTICATION_TOKEN", json!("403")),
        ("QUOTA_EXCEEDED", json!("429")),
        ("RESOURCE_NOT_FOUND", json!("404")),
        ("THROTTLED", json!("429")),
        ("UNAUTHORIZED", json!("401")),
        ("UNSUPPORTED_MEDIA_TYPE", json!("415")),
    ];
    let mut found: Vec<_> = responses().into_iter().map(|(kind, one)| (kind, one["status_code"].clone())).collect();
    found.sort_by(|left, right| left.0.cmp(&right.0));
    assert_eq!(found, expected.map(|(kind, status)| (kind.to_owned(), status)));
}

#[test]
fn only_throttled_requests_get_retry_after() {
    for (kind, response) in responses() {
        let retry_after = &response["response_parameters"]["gatewayresponse.header.Retry-After"];
        assert_eq!(retry_after.is_string(), response["status_code"] == "429", "{kind}: {retry_after}");
    }
}
