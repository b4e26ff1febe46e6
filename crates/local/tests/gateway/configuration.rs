//! Findings: configuration that AWS would reject, or that makes no difference here.

use gelato_local::finding::Severity;
use serde_json::json;

use crate::api::{Api, dynamodb, lambda};

#[track_caller]
fn found(api: &Api, severity: Severity, words: &str) {
    let findings = api.findings();
    let texts: Vec<_> = findings.iter().map(|finding| (finding.severity, finding.to_string())).collect();
    assert!(texts.iter().any(|(known, text)| *known == severity && text.contains(words)), "{words}: {texts:#?}");
}

fn refused(change: impl for<'a> FnOnce(&'a mut Api) -> &'a mut Api, words: &str) {
    let mut api = Api::new();
    api.mock("GET", "/a", json!({}));
    change(&mut api);
    found(&api, Severity::Unusable, words);
}

#[test]
fn a_valid_api_has_no_finding() {
    let mut api = Api::new();
    api.mock("GET", "/a", json!({"authorizer_id": null, "operation_name": ""}));
    assert_eq!(api.findings(), []);
}

#[test]
fn dangling_references_are_rejected_in_the_words_of_aws() {
    refused(
        |api| api.mock("GET", "/b", json!({"request_validator_id": "none"})),
        "Invalid Request Validator identifier specified",
    );
    refused(
        |api| api.mock("GET", "/b", json!({"authorization": "CUSTOM", "authorizer_id": "none"})),
        "Invalid authorizer ID specified",
    );
    let values = json!({"resource_id": "/a", "http_method": "PUT", "status_code": "200"});
    refused(
        |api| api.put("aws_api_gateway_integration_response", "r", values),
        "Invalid Response status code specified",
    );
    let values = json!({"resource_id": "/a", "http_method": "PUT", "type": "MOCK"});
    refused(|api| api.put("aws_api_gateway_integration", "i", values), "Invalid Method identifier specified");
    let values = json!({"resource_id": "/none", "http_method": "PUT", "status_code": "200"});
    refused(|api| api.put("aws_api_gateway_method_response", "r", values), "Invalid Resource identifier specified");
    let values = json!({"resource_id": "/a", "http_method": "PUT", "authorization": "NONE"});
    refused(|api| api.put("aws_api_gateway_method", "m", values), "No integration defined for method");
    let values = json!({"parent_id": "none", "path_part": "x"});
    refused(|api| api.put("aws_api_gateway_resource", "r", values), "`parent_id` is `none`");
}

#[test]
fn a_header_that_the_method_response_does_not_declare_is_refused() {
    let mut api = Api::new();
    api.mock("GET", "/a", json!({}));
    let parameters = json!({"method.response.header.X": "'1'"});
    let values =
        json!({"resource_id": "/a", "http_method": "GET", "status_code": "200", "response_parameters": parameters});
    api.put("aws_api_gateway_integration_response", "GET /a \"200\"", values);
    found(&api, Severity::Unusable, "`method.response.header.X`, which the method response 200 does not declare");
}

#[test]
fn invalid_values_are_reported_with_the_allowed_ones() {
    refused(|api| api.mock("FETCH", "/b", json!({})), "`http_method` is `FETCH`; it must be one of GET, POST");
    refused(|api| api.mock("GET", "/b c", json!({})), "`path_part` is `b c`");
    let bad = json!({"resource_id": "/a", "http_method": "GET", "type": "MOCK", "passthrough_behavior": "ALWAYS"});
    refused(
        |api| api.put("aws_api_gateway_integration", "GET /a", bad),
        "it must be WHEN_NO_MATCH, WHEN_NO_TEMPLATES or NEVER",
    );
    let bad = json!({"response_type": "TEAPOT"});
    refused(
        |api| api.put("aws_api_gateway_gateway_response", "t", bad),
        "`response_type` is `TEAPOT`; it must be one of ACCESS_DENIED",
    );
    let bad = json!({"stage_name": "stage", "method_path": "*/*", "settings": [{"logging_level": "LOUD"}]});
    refused(|api| api.put("aws_api_gateway_method_settings", "s", bad), "`settings.logging_level` is `LOUD`");
    let two = json!([{"status_code": "200"}, {"status_code": "201"}]);
    let mock = json!({"type": "MOCK"});
    refused(|api| api.method("GET", "/b", json!({}), mock, two), "200 and 201 have no `selection_pattern`");
    refused(|api| api.api(json!({"body": "{}"})), "`body` holds the API's definition as OpenAPI");
}

#[test]
fn settings_without_effect_are_reported() {
    let mut api = Api::new();
    api.mock("GET", "/a", json!({"surprise": "yes"}));
    found(&api, Severity::Ignored, "`surprise` is set to `\"yes\"`, which makes no difference here");
    api.stage(json!({"cache_cluster_enabled": true}));
    found(&api, Severity::Ignored, "nothing is cached here");
    api.put("aws_api_gateway_rest_api", "bare", json!({"id": "bare", "name": "bare", "root_resource_id": "/bare"}));
    found(&api, Severity::Ignored, "has no stage, so it cannot be called");
    api.put("aws_api_gateway_model", "m", json!({"name": "m", "rest_api_id": "gone"}));
    found(&api, Severity::Ignored, "no REST API here has this id");
}

#[test]
fn a_function_that_the_gateway_may_not_call_is_reported() {
    let mut api = Api::new();
    let arn = "arn:aws:lambda:eu-west-1:000000000000:function:f";
    api.put("aws_lambda_function", "f", json!({"arn": arn, "function_name": "f"}));
    api.method("GET", "/a", json!({}), lambda("AWS_PROXY"), json!([]));
    found(&api, Severity::Ignored, "no aws_lambda_permission lets `apigateway.amazonaws.com` call");
    api.put("aws_lambda_permission", "p", json!({"function_name": "f", "principal": "apigateway.amazonaws.com"}));
    assert_eq!(api.findings(), []);
}

#[test]
fn a_role_that_does_not_allow_the_call_of_an_integration_is_reported() {
    let role = "arn:aws:iam::000000000000:role/gateway";
    let with = |principal: &str, action: &str| {
        let mut api = Api::new();
        let mut integration = dynamodb("PutItem", "{}");
        integration["credentials"] = json!(role);
        api.method("POST", "/a", json!({}), integration, json!([{"status_code": "200"}]));
        let trust = json!({"Statement": [{"Effect": "Allow", "Principal": {"Service": principal}, "Action": "sts:AssumeRole"}]});
        let policy = json!({"Statement": [{"Effect": "Allow", "Action": [action], "Resource": "*"}]});
        api.put("aws_iam_role", "r", json!({"arn": role, "name": "gateway", "assume_role_policy": trust.to_string()}));
        api.put("aws_iam_role_policy", "p", json!({"role": "gateway", "policy": policy.to_string()}));
        api
    };
    assert_eq!(with("apigateway.amazonaws.com", "dynamodb:Put*").findings(), []);
    let refused = "whose policies do not allow `dynamodb:PutItem`";
    found(&with("apigateway.amazonaws.com", "dynamodb:GetItem"), Severity::Ignored, refused);
    found(&with("lambda.amazonaws.com", "dynamodb:*"), Severity::Ignored, "`apigateway.amazonaws.com` may not assume");
}
