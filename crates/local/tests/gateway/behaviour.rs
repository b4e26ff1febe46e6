//! The behaviour of the gateway, stage by stage.

use std::sync::Arc;

use gelato_local::gateway::log::LogKind;
use serde_json::{Value, json};

use crate::api::{Api, Fake, answer, ask, dynamodb, run};

const PUT: &str = r#"{"TableName": "t", "Item": {"id": {"S": "$input.params('id')"}}}"#;

#[test]
fn an_action_of_a_service_is_called_as_api_gateway_calls_it() {
    let table = Arc::new(Fake::saying("dynamodb", 200, "{}"));
    let mut api = Api::new();
    api.service(table.clone());
    api.method("POST", "/items/{id}", json!({}), dynamodb("PutItem", PUT), json!([{"status_code": "200"}]));
    let response = api.post("/items/a%20b?x=1", "");
    assert_eq!((response.status, response.body.as_str()), (200, "{}"));
    let call = table.last();
    assert_eq!(call.body, r#"{"TableName": "t", "Item": {"id": {"S": "a b"}}}"#);
    assert_eq!(
        (call.action.as_deref(), call.query.as_deref(), call.path.as_str()),
        (Some("PutItem"), Some("Action=PutItem"), "/")
    );
    let header = |name: &str| call.headers[name].to_str().unwrap();
    assert_eq!(header("x-amz-target"), "DynamoDB_20120810.PutItem");
    assert_eq!((header("accept"), header("content-type")), ("application/json", "application/json"));
    assert_eq!(header("user-agent"), "AmazonAPIGateway_abc123");
    let names = ["content-type", "x-amzn-requestid", "x-amz-apigw-id", "x-amzn-trace-id"];
    assert!(names.iter().all(|name| response.header(name).is_some()), "{:?}", response.headers);
    assert!(response.header("x-amzn-trace-id").unwrap().starts_with("Root=1-"));
}

#[test]
fn headers_query_and_path_are_mapped() {
    let echo = Arc::new(Fake::echo("dynamodb"));
    let mut api = Api::new();
    let mut integration = dynamodb("Query", "{}");
    integration["request_parameters"] = json!({
        "integration.request.header.X-Static": "'a'",
        "integration.request.header.X-Resource": "context.resourceId",
        "integration.request.header.X-All": "method.request.multivalueheader.Many",
        "integration.request.header.X-Absent": "method.request.header.Absent",
        "integration.request.header.X-Body": "method.request.body.a[0].b",
        "integration.request.querystring.q": "method.request.querystring.q",
        "integration.request.header.X-Var": "stageVariables.v",
    });
    api.service(echo.clone()).stage(json!({"variables": {"v": "w"}}));
    api.method("POST", "/x", json!({}), integration, json!([{"status_code": "200"}]));
    let headers = [("Many", "1"), ("Many", "2"), ("Content-Type", "application/json")];
    assert_eq!(api.ask("POST", "/x?q=one&q=a%26b", &headers, r#"{"a": [{"b": true}]}"#).status, 200);
    let call = echo.last();
    let header = |name: &str| call.headers.get(name).map(|value| value.to_str().unwrap());
    assert_eq!([header("x-static"), header("x-resource"), header("x-all")], [Some("a"), Some("/x"), Some("1,2")]);
    assert_eq!(
        [header("x-body"), header("x-var"), header("x-absent"), header("many")],
        [Some("true"), Some("w"), None, None]
    );
    assert_eq!(call.query.as_deref(), Some("Action=Query&q=a%26b"));
}

#[test]
fn headers_that_dynamodb_sends_over_the_wire_can_be_mapped() {
    let names = ["Content-Length", "Connection", "Server", "Date", "Content-Type", "x-amz-crc32", "x-amzn-RequestId"];
    let parameter = |name: &&str| {
        (format!("method.response.header.X-{name}"), json!(format!("integration.response.header.{name}")))
    };
    let parameters: serde_json::Map<_, _> = names.iter().map(parameter).collect();
    let mut api = Api::new();
    api.service(Arc::new(Fake::new("dynamodb", |_| {
        let mut reply = answer(200, "{\"Count\":0}");
        let headers =
            [("content-type", "application/x-amz-json-1.0"), ("x-amz-crc32", "7"), ("x-amzn-requestid", "ID")];
        for (name, value) in headers {
            reply.headers.insert(name, value.parse().unwrap());
        }
        reply
    })));
    let template = json!({"application/json": "changed"});
    let responses = json!([{"status_code": "200", "response_parameters": parameters, "response_templates": template}]);
    api.method("POST", "/x", json!({}), dynamodb("Query", "{}"), responses);
    let response = api.post("/x", "{}");
    let found = |name: &str| response.header(&format!("x-{name}")).unwrap_or_default().to_owned();
    assert_eq!(
        ["content-length", "connection", "server", "content-type", "x-amz-crc32", "x-amzn-requestid"].map(found),
        ["11", "keep-alive", "Server", "application/x-amz-json-1.0", "7", "ID"]
    );
    let date = found("date");
    assert!(date.len() == 29 && date.ends_with(" GMT"), "{date}");
}

#[test]
fn identity_has_all_its_keys_in_the_order_of_the_recordings() {
    let mut api = Api::new();
    let template = "#foreach($key in $context.identity.keySet())$key #end";
    api.service(Arc::new(Fake::echo("dynamodb")));
    api.method("POST", "/x", json!({}), dynamodb("Query", template), json!([{"status_code": "200"}]));
    assert_eq!(
        api.post("/x", "{}").body.trim_end(),
        "cognitoIdentityPoolId accountId cognitoIdentityId caller sourceIp principalOrgId accessKey \
         cognitoAuthenticationType cognitoAuthenticationProvider userArn userAgent user"
    );
}

#[test]
fn overrides_of_a_request_template_replace_mappings_and_reach_the_response_template() {
    let echo = Arc::new(Fake::echo("dynamodb"));
    let mut api = Api::new();
    let template = "#set($context.requestOverride.header.X-A = 'override')\
                    #set($context.requestOverride.header.X-List = ['1', '2'])\
                    #set($context.responseOverride.header.X-From = 'request')\
                    #set($context.requestOverride.path.carried = 'along'){}";
    let mut integration = dynamodb("Query", template);
    integration["request_parameters"] = json!({"integration.request.header.x-a": "'mapped'"});
    let responses = json!([{"status_code": "200", "response_templates":
        {"application/json": "#set($context.responseOverride.status = 418)$context.requestOverride.path.carried"}}]);
    api.service(echo.clone()).method("POST", "/x", json!({}), integration, responses);
    let response = api.post("/x", "{}");
    assert_eq!((response.status, response.body.as_str()), (418, "along"));
    assert_eq!(response.header("x-from"), Some("request"));
    let call = echo.last();
    assert_eq!(
        (&call.headers["x-a"], &call.headers["x-list"]),
        (&"override".parse().unwrap(), &"1,2".parse().unwrap())
    );
}

#[test]
fn gateway_responses_replace_variables_and_inherit_from_their_class() {
    let mut api = Api::new();
    api.mock("GET", "/known", json!({}));
    api.put("aws_api_gateway_gateway_response", "class", json!({
        "response_type": "DEFAULT_4XX",
        "response_parameters": {
            "gatewayresponse.header.Access-Control-Allow-Origin": "'*'",
            "gatewayresponse.header.X-Path": "method.request.header.X-In",
        },
        "response_templates": {"application/json": "{\"m\":$context.error.messageString,\"t\":\"$context.error.responseType\"} #if(1)"},
    }));
    let response = api.ask("GET", "/unknown", &[("X-In", "in")], "");
    assert_eq!(response.status, 403);
    assert_eq!(response.body, "{\"m\":\"Missing Authentication Token\",\"t\":\"MISSING_AUTHENTICATION_TOKEN\"} #if(1)");
    assert_eq!((response.header("access-control-allow-origin"), response.header("x-path")), (Some("*"), Some("in")));
    assert_eq!(response.header("x-amzn-errortype"), Some("MissingAuthenticationTokenException"));
    api.put(
        "aws_api_gateway_gateway_response",
        "own",
        json!({
            "response_type": "MISSING_AUTHENTICATION_TOKEN", "status_code": "404",
        }),
    );
    let response = api.get("/unknown");
    assert_eq!((response.status, response.body.as_str()), (404, "{\"message\":\"Missing Authentication Token\"}"));
    assert_eq!(response.header("access-control-allow-origin"), None);
}

#[test]
fn a_gateway_response_reads_the_clients_body_and_no_status_before_there_is_one() {
    let mut api = Api::new();
    api.mock("GET", "/known", json!({}));
    let template = "[$context.status$context.responseLength$context.integration.status] $method.request.body";
    api.put(
        "aws_api_gateway_gateway_response",
        "own",
        json!({
            "response_type": "MISSING_AUTHENTICATION_TOKEN", "response_templates": {"text/plain": template},
        }),
    );
    let response = api.post("/unknown", "{\"a\": 1}");
    assert_eq!((response.status, response.body.as_str()), (403, "[] {\"a\": 1}"));
    assert_eq!(response.header("content-type"), Some("text/plain"));
}

#[test]
fn an_unknown_resource_is_answered_with_the_problem_of_the_signature() {
    let mut api = Api::new();
    api.mock("GET", "/a", json!({}));
    assert_eq!(api.ask("POST", "/a", &[], "").body, "{\"message\":\"Missing Authentication Token\"}");
    let signed = api.ask("GET", "/b", &[("Authorization", "Bearer x")], "");
    assert_eq!((signed.status, signed.header("x-amzn-errortype")), (403, Some("IncompleteSignatureException")));
    assert!(signed.body.contains("(hashed with SHA-256 and encoded with Base64): '"), "{}", signed.body);
    let gateway = api.gateway();
    let mut request = gelato_local::gateway::Received::new(http::Method::GET, "/other/a");
    request.headers = vec![("Host".to_owned(), "localhost".to_owned())];
    let answer = run(async { gateway.answer(request).await });
    assert_eq!((answer.status.as_u16(), &answer.body[..]), (403, &b"{\"message\":\"Forbidden\"}"[..]));
}

#[test]
fn keys_are_required_and_their_plans_throttle_and_count() {
    let mut api = Api::new();
    api.mock("GET", "/a", json!({"api_key_required": true}));
    api.put("aws_api_gateway_api_key", "k1", json!({"value": "one", "name": "k1"}));
    api.put("aws_api_gateway_api_key", "k2", json!({"value": "two", "name": "k2", "enabled": false}));
    api.put("aws_api_gateway_api_key", "k3", json!({"value": "three", "name": "k3"}));
    api.put(
        "aws_api_gateway_usage_plan",
        "plan",
        json!({
            "name": "plan", "api_stages": [{"api_id": "abc123", "stage": "stage"}],
            "quota_settings": [{"limit": 2, "period": "DAY"}],
        }),
    );
    for key in ["k1", "k2"] {
        let values = json!({"key_id": key, "key_type": "API_KEY", "usage_plan_id": "plan"});
        api.put("aws_api_gateway_usage_plan_key", key, values);
    }
    let gateway = api.gateway();
    let ask = |key: &'static str| run(ask(&gateway, "GET", "/a", &[("X-Api-Key", key)], ""));
    for key in ["", "none", "two", "three"] {
        let refused = ask(key);
        assert_eq!((refused.status, refused.body.as_str()), (403, "{\"message\":\"Forbidden\"}"), "{key}");
    }
    assert_eq!([ask("one").status, ask("one").status], [200, 200]);
    let exceeded = ask("one");
    assert_eq!((exceeded.status, exceeded.body.as_str()), (429, "{\"message\":\"Limit Exceeded\"}"));
    assert_eq!(exceeded.header("x-amzn-errortype"), Some("LimitExceededException"));
}

#[test]
fn a_stage_throttles_its_methods() {
    let mut api = Api::new();
    api.mock("GET", "/a", json!({})).mock("GET", "/b", json!({}));
    api.put(
        "aws_api_gateway_method_settings",
        "all",
        json!({
            "stage_name": "stage", "method_path": "*/*",
            "settings": [{"throttling_rate_limit": 0.001, "throttling_burst_limit": 2}],
        }),
    );
    api.put(
        "aws_api_gateway_method_settings",
        "b",
        json!({
            "stage_name": "stage", "method_path": "b/GET", "settings": [{"throttling_burst_limit": 1}],
        }),
    );
    let gateway = api.gateway();
    let statuses = |path: &str| [(); 3].map(|()| run(ask(&gateway, "GET", path, &[], "")).status);
    assert_eq!((statuses("/a"), statuses("/b")), ([200, 200, 429], [200, 429, 429]));
}

#[test]
fn a_slow_integration_times_out() {
    struct Slow;
    impl gelato_local::service::Service for Slow {
        fn name(&self) -> &'static str {
            "dynamodb"
        }
        fn call(&self, _: gelato_local::service::Call) -> gelato_local::service::Answering<'_> {
            Box::pin(std::future::pending())
        }
    }
    let mut api = Api::new();
    let mut integration = dynamodb("GetItem", "{}");
    integration["timeout_milliseconds"] = json!(50);
    api.service(Arc::new(Slow)).method("POST", "/x", json!({}), integration, json!([{"status_code": "200"}]));
    let response = api.post("/x", "{}");
    assert_eq!((response.status, response.body.as_str()), (504, "{\"message\": \"Endpoint request timed out\"}"));
}

#[test]
fn bodies_are_validated_against_models_and_errors_are_reported() {
    let mut api = Api::new();
    api.put("aws_api_gateway_model", "m", json!({
        "name": "Flavour", "content_type": "application/json",
        "schema": r#"{"type": "object", "required": ["flavour"], "additionalProperties": false, "properties": {"flavour": {}}}"#,
    }));
    api.put("aws_api_gateway_request_validator", "v", json!({"name": "v", "validate_request_body": true}));
    api.put(
        "aws_api_gateway_gateway_response",
        "r",
        json!({
            "response_type": "BAD_REQUEST_BODY",
            "response_templates": {"application/json": r#"{"why":"$context.error.validationErrorString"}"#},
        }),
    );
    api.mock("POST", "/x", json!({"request_validator_id": "v", "request_models": {"application/json": "Flavour"}}));
    assert_eq!(api.post("/x", r#"{"flavour": 1}"#).status, 200);
    let refused = api.post("/x", r#"{"taste": 1}"#);
    assert_eq!(refused.status, 400);
    let body: serde_json::Value = serde_json::from_str(&refused.body).unwrap();
    assert_eq!(
        body["why"],
        "[object has missing required properties ([\"flavour\"]), object instance has properties \
                              which are not allowed by the schema: [\"taste\"]]"
    );
    assert_eq!(api.ask("POST", "/x", &[("Content-Type", "text/plain")], "no").status, 500);
}

#[test]
fn a_template_that_fails_is_an_internal_error_and_logged() {
    let mut api = Api::new();
    let integration = json!({"type": "MOCK", "request_templates": {"application/json": "#if("}});
    api.method("GET", "/x", json!({}), integration, json!([{"status_code": "200"}]));
    let settings = json!([{"logging_level": "ERROR"}]);
    api.put(
        "aws_api_gateway_method_settings",
        "all",
        json!({"stage_name": "stage", "method_path": "*/*", "settings": settings}),
    );
    let findings: Vec<_> = api.findings().iter().map(ToString::to_string).collect();
    assert!(
        findings.iter().any(|finding| finding.contains("`request_templates` for `application/json` does not parse")),
        "{findings:?}"
    );
    let response = api.get("/x");
    assert_eq!((response.status, response.body.as_str()), (500, "{\"message\": \"Internal server error\"}"));
    let logged = api.logged();
    assert_eq!(logged.len(), 1);
    assert!(
        logged[0].text.contains("Execution failed due to configuration error: Unable to transform request"),
        "{logged:?}"
    );
    assert_eq!(logged[0].group, "API-Gateway-Execution-Logs_abc123/stage");
}

#[test]
fn the_access_log_has_the_format_of_the_stage() {
    let mut api = Api::new();
    api.mock("GET", "/a/{x}", json!({}));
    let group = "arn:aws:logs:eu-west-1:000000000000:log-group:/aws/access:*";
    let format = "{\"ip\":\"$context.identity.sourceIp\",\"route\":\"$context.resourcePath\",\"status\":\"$context.status\",\
                  \"error\":\"$context.error.responseType\",\"path\":\"$context.path\"}";
    api.stage(json!({"access_log_settings": [{"destination_arn": group, "format": format}]}));
    api.get("/a/b");
    api.get("/nothing");
    let logged = api.logged();
    let lines: Vec<Value> = logged.iter().map(|entry| serde_json::from_str(&entry.text).unwrap()).collect();
    assert_eq!(
        lines,
        [
            json!({"ip": "127.0.0.1", "route": "/a/{x}", "status": "200", "error": "-", "path": "/stage/a/b"}),
            json!({"ip": "127.0.0.1", "route": "-", "status": "403", "error": "MISSING_AUTHENTICATION_TOKEN", "path": "/stage/nothing"}),
        ]
    );
    assert!(logged.iter().all(|entry| entry.group == "/aws/access" && entry.kind == LogKind::Access));
}

#[test]
fn a_preflight_is_answered_by_the_mock_and_refusals_have_the_headers_of_gateway_responses() {
    let mut api = Api::new();
    let integration = json!({"type": "MOCK", "request_templates": {"application/json": "{\"statusCode\": 204}"}});
    let responses = json!([{"status_code": "204", "selection_pattern": "2\\d{2}", "response_parameters": {
        "method.response.header.Access-Control-Allow-Origin": "'*'",
        "method.response.header.Access-Control-Allow-Methods": "'POST,OPTIONS'",
        "method.response.header.Access-Control-Allow-Headers": "'Content-Type'",
    }}]);
    api.method("OPTIONS", "/x", json!({}), integration, responses);
    let preflight = [
        ("Origin", "http://localhost:5173"),
        ("Access-Control-Request-Method", "POST"),
        ("Access-Control-Request-Headers", "content-type"),
    ];
    let response = api.ask("OPTIONS", "/x", &preflight, "");
    assert_eq!((response.status, response.body.as_str()), (204, ""));
    assert_eq!(response.header("access-control-allow-origin"), Some("*"));
    assert_eq!(response.header("access-control-allow-methods"), Some("POST,OPTIONS"));
    assert_eq!(response.header("x-amzn-trace-id"), None);
}

#[test]
fn apis_with_the_same_stage_name_are_distinguished_by_path_and_host() {
    let mut api = Api::new();
    api.mock("GET", "/a", json!({}));
    api.put(
        "aws_api_gateway_rest_api",
        "other",
        json!({"id": "def456", "name": "other", "root_resource_id": "/other"}),
    );
    api.put("aws_api_gateway_stage", "other", json!({"stage_name": "stage", "rest_api_id": "def456"}));
    let gateway = api.gateway();
    let status = |path: &str, host: &str| {
        let mut request = gelato_local::gateway::Received::new(http::Method::GET, path);
        request.headers = vec![("Host".to_owned(), host.to_owned())];
        let answer = run(async { gateway.answer(request).await });
        (answer.status.as_u16(), String::from_utf8_lossy(&answer.body).into_owned())
    };
    let (code, message) = status("/stage/a", "localhost:3000");
    assert_eq!(code, 404);
    assert!(message.contains("/restapis/abc123/stage/_user_request_/ for test"), "{message}");
    assert_eq!(status("/stage/a", "abc123.execute-api.localhost:3000").0, 200);
    assert_eq!(status("/stage/a", "def456.execute-api.localhost:3000").0, 403);
    assert_eq!(status("/restapis/abc123/stage/_user_request_/a", "localhost").0, 200);
    assert_eq!(status("/restapis/abc123/stage/other/a", "localhost").0, 403);
}
