//! Integrations with HTTP servers. The server is another API, which answers with the request that it got.

use std::net::SocketAddr;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::api::{Api, Fake, Response, ask, dynamodb};

/// A server that answers 201 with the request that it got, and adds headers.
fn server() -> Api {
    let template = "{\"method\": \"$context.httpMethod\", \"path\": \"$context.path\", \"q\": \"$input.params('q')\", \
                    \"own\": \"$input.params('X-Own')\", \"agent\": \"$input.params('user-agent')\", \
                    \"body\": $input.json('$')}";
    let responses = json!([{"status_code": "201", "response_parameters": {
        "method.response.header.X-Own": "'own'", "method.response.header.Date": "'today'",
    }}]);
    let mut api = Api::new();
    api.service(Arc::new(Fake::echo("dynamodb")));
    api.method("ANY", "/{rest+}", json!({}), dynamodb("Any", template), responses);
    api
}

/// Sends a request to an API whose integration calls the server.
fn through(integration: impl FnOnce(SocketAddr) -> Value, responses: Value) -> Response {
    server().serve(|address| async move {
        let mut api = Api::new();
        api.method("POST", "/x/{id}", json!({}), integration(address), responses);
        let headers = [("X-Own", "mine"), ("User-Agent", "tester"), ("Content-Type", "application/json")];
        ask(&api.gateway(), "POST", "/x/a%20b?q=1", &headers, "{\"a\": 1}").await
    })
}

#[test]
fn request_and_answer_of_a_server_are_mapped() {
    let integration = |address| {
        json!({
            "type": "HTTP", "integration_http_method": "PUT", "uri": format!("http://{address}/stage/y/{{id}}"),
            "request_templates": {"application/json": "{\"made\": true}"},
            "request_parameters": {
                "integration.request.path.id": "'7'", "integration.request.querystring.q": "'a&b'",
                "integration.request.header.X-Own": "method.request.header.X-Own",
            },
        })
    };
    let mappings = json!({"method.response.header.X-Was": "integration.response.header.X-Own"});
    let responses = json!([
        {"status_code": "202", "selection_pattern": "201", "response_parameters": mappings},
        {"status_code": "200"},
    ]);
    let response = through(integration, responses);
    assert_eq!((response.status, response.header("x-was")), (202, Some("own")));
    let found = response.json();
    assert_eq!((&found["method"], &found["path"], &found["q"]), (&json!("PUT"), &json!("/stage/y/7"), &json!("a&b")));
    assert_eq!(found["body"], json!({"made": true}));
    assert_eq!(response.header("x-own"), None);
}

#[test]
fn a_proxy_passes_the_request_on_and_the_answer_back() {
    let integration = |address| {
        json!({
            "type": "HTTP_PROXY", "integration_http_method": "ANY", "uri": format!("http://{address}/stage/y/{{id}}"),
            "request_parameters": {"integration.request.path.id": "method.request.path.id"},
        })
    };
    let response = through(integration, json!([]));
    assert_eq!(response.status, 201);
    let found = response.json();
    assert_eq!(
        (&found["method"], &found["path"], &found["q"]),
        (&json!("POST"), &json!("/stage/y/a%20b"), &json!("1"))
    );
    assert_eq!((&found["agent"], &found["body"]), (&json!("tester"), &json!({"a": 1})));
    assert_eq!(response.header("x-own"), Some("own"));
    assert_eq!(response.header("x-amzn-remapped-content-length").map(str::len), Some(3));
    assert!(response.header("x-amzn-remapped-x-amzn-requestid").is_some(), "{:?}", response.headers);
}

#[test]
fn a_proxy_also_gets_mapped_parameters() {
    let integration = |address| {
        json!({
            "type": "HTTP_PROXY", "integration_http_method": "PUT",
            "uri": format!("http://{address}/stage/{{other}}/{{own}}"),
            "request_parameters": {
                "integration.request.path.other": "method.request.path.id",
                "integration.request.path.own": "method.request.header.X-Own",
                "integration.request.querystring.q": "'mapped'",
                "integration.request.header.User-Agent": "'a mapping'",
            },
        })
    };
    let found = through(integration, json!([])).json();
    assert_eq!(
        (&found["method"], &found["path"], &found["q"]),
        (&json!("PUT"), &json!("/stage/a%20b/mine"), &json!("mapped"))
    );
    assert_eq!((&found["agent"], &found["body"]), (&json!("a mapping"), &json!({"a": 1})));
}

#[test]
fn a_placeholder_that_nothing_fills_is_an_error() {
    for kind in ["HTTP", "HTTP_PROXY"] {
        let integration = |address: SocketAddr| json!({"type": kind, "integration_http_method": "GET", "uri": format!("http://{address}/{{id}}")});
        let response = through(integration, json!([{"status_code": "200"}]));
        assert_eq!((response.status, &response.json()["message"]), (500, &json!("Internal server error")), "{kind}");
        let mut api = Api::new();
        api.method("GET", "/x/{id}", json!({}), integration(([127, 0, 0, 1], 1).into()), json!([]));
        let findings = api.findings();
        let message = "`uri` has `{id}`, and `request_parameters` does not have `integration.request.path.id`";
        assert!(findings.iter().any(|finding| finding.message.starts_with(message)), "{findings:?}");
    }
}

#[test]
fn servers_that_are_not_on_this_machine_are_not_called() {
    for address in ["http://example.com/", "https://127.0.0.1:1/", "http://127.0.0.1.example.com/"] {
        let integration = |_| json!({"type": "HTTP_PROXY", "integration_http_method": "GET", "uri": address});
        let response = through(integration, json!([]));
        assert_eq!(
            (response.status, response.body.as_str()),
            (504, "{\"message\": \"Internal server error\"}"),
            "{address}"
        );
    }
}
