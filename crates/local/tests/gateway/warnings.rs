//! Warnings about requests whose client cannot see the failure.

use std::sync::Arc;

use gelato_local::gateway::log::LogKind;
use serde_json::{Value, json};

use crate::api::{Api, Fake, dynamodb, function, lambda};

const REFUSED: &str = r#"{"__type":"com.amazon.coral.validate#ValidationException","message":"bad"}"#;

fn warnings(api: &Api) -> Vec<String> {
    api.logged().into_iter().filter(|entry| entry.kind == LogKind::Warning).map(|entry| entry.text).collect()
}

/// An API whose table rejects everything.
fn refusing(responses: Value) -> Api {
    let mut api = Api::new();
    api.service(Arc::new(Fake::saying("dynamodb", 400, REFUSED)));
    api.method("POST", "/x/{id}", json!({}), dynamodb("PutItem", "{}"), responses);
    api
}

#[test]
fn a_failed_call_that_the_default_response_hides_is_reported_each_time() {
    let api = refusing(json!([{"status_code": "200"}]));
    assert_eq!([api.post("/x/1", "{}").status, api.post("/x/2", "{}").status], [200, 200]);
    let line = format!(
        "warning: POST /stage/x/{{id}}: the call of `dynamodb:PutItem` failed with 400 ({REFUSED}), and the response \
         without a `selection_pattern` makes this 200"
    );
    assert_eq!(warnings(&api), [line.clone(), line]);
}

#[test]
fn a_failed_call_that_the_client_sees_is_not_reported() {
    let seen = json!([{"status_code": "200"}, {"status_code": "400", "selection_pattern": "4\\d{2}"}]);
    let template = json!({"application/json": "#set($context.responseOverride.status = 502){}"});
    for responses in [seen, json!([{"status_code": "200", "response_templates": template}])] {
        let api = refusing(responses);
        assert!(api.post("/x/1", "{}").status >= 400);
        assert_eq!(warnings(&api), [""; 0]);
    }
}

#[test]
fn a_failed_function_that_the_default_response_hides_is_reported() {
    let mut api = Api::new();
    api.service(Arc::new(function("lambda", r#"{"errorMessage": "no ice"}"#, true)));
    api.method("POST", "/x", json!({}), lambda("AWS"), json!([{"status_code": "200"}]));
    assert_eq!(api.post("/x", "{}").status, 200);
    let lines = warnings(&api);
    assert!(lines.len() == 1 && lines[0].contains("failed (no ice), and the response without"), "{lines:?}");
}

#[test]
fn a_call_of_a_service_that_does_not_run_is_reported() {
    let mut api = Api::new();
    api.method("POST", "/x", json!({}), dynamodb("PutItem", "{}"), json!([{"status_code": "200"}]));
    assert_eq!(api.post("/x", "{}").status, 504);
    let lines = warnings(&api);
    assert!(lines.len() == 1 && lines[0].contains("POST /stage/x: "), "{lines:?}");
    assert!(lines[0].ends_with("the service `dynamodb` does not run here"), "{lines:?}");
}

#[test]
fn a_selection_pattern_that_takes_too_many_steps_is_500_and_told() {
    let pattern = "(?=(a+))a*b";
    let mut api = Api::new();
    let payload = json!({"errorMessage": "a".repeat(100_000)}).to_string();
    api.service(Arc::new(function("lambda", &payload, true)));
    let responses = json!([{"status_code": "200"}, {"status_code": "400", "selection_pattern": pattern}]);
    api.method("POST", "/x", json!({}), lambda("AWS"), responses);
    assert_eq!(api.post("/x", "{}").status, 500);
    let lines = warnings(&api);
    assert!(lines.len() == 1 && lines[0].contains(pattern), "{lines:?}");
    assert!(lines[0].contains("`selection_pattern` of the response 400"), "{lines:?}");
}

#[test]
fn a_dot_in_a_selection_pattern_does_not_match_javas_line_terminators() {
    for (error, status) in [("one line", 400), ("two\nlines", 200), ("two\rlines", 200), ("two\u{2028}lines", 200)] {
        let mut api = Api::new();
        api.service(Arc::new(function("lambda", &json!({"errorMessage": error}).to_string(), true)));
        let responses = json!([{"status_code": "200"}, {"status_code": "400", "selection_pattern": ".+"}]);
        api.method("POST", "/x", json!({}), lambda("AWS"), responses);
        assert_eq!(api.post("/x", "{}").status, status, "{error:?}");
    }
}
