//! The shared vectors of the gateway, if the shared folder exists.
//!
//! Each becomes an API, whose answer is compared with that of AWS. A vector that no function here understands fails, unless
//! it is in [`ELSEWHERE`].

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::api::{Api, Fake, Response, answer, dynamodb, function, lambda};

/// Vectors of services other than the gateway.
const ELSEWHERE: [&str; 6] = [
    "ls.ddb.query.miss",
    "ls.events",
    "ls.sfn.delete",
    "ls.esm.bad_filter.459",
    "ls.esm.bad_filter.460",
    "ls.esm.no_stream",
];

#[test]
fn vectors_of_the_gateway_hold() {
    let Some(vectors) = shared() else {
        eprintln!("the shared vectors are absent");
        return;
    };
    let kinds =
        ["http", "mapping", "passthrough", "routing", "selection", "gateway-response", "mock-parser", "config", "log"];
    let mut wrong = Vec::new();
    let mut held = 0;
    for vector in &vectors {
        let (kind, id) = (text(vector, "kind"), text(vector, "id"));
        if !kinds.contains(&kind) || ELSEWHERE.contains(&id) {
            continue;
        }
        match check(kind, id, vector) {
            Ok(()) => held += 1,
            Err(problem) => wrong.push(format!("{id}: {problem}")),
        }
    }
    assert!(wrong.is_empty(), "{held} hold, {} do not:\n{}", wrong.len(), wrong.join("\n"));
    assert!(held > 80, "only {held} vectors were found");
}

fn shared() -> Option<Vec<Value>> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("GELATO_SHARED").map_or(beside, PathBuf::from);
    let text = std::fs::read_to_string(folder.join("vectors/api-gateway.json")).ok()?;
    let mut all: Value = serde_json::from_str(&text).unwrap();
    Some(serde_json::from_value(all["vectors"].take()).unwrap())
}

fn text<'v>(vector: &'v Value, name: &str) -> &'v str {
    vector[name].as_str().unwrap_or_default()
}

fn check(kind: &str, id: &str, vector: &Value) -> Result<(), String> {
    match kind {
        "http" => http(id, vector),
        "mapping" => mapping(vector),
        "passthrough" => passthrough(vector),
        "routing" => routing(vector),
        "selection" => selection(vector),
        "mock-parser" => expect(&mock(&json!({"application/json": vector["input"]})).get("/x"), &vector["expected"]),
        "config" => configuration(vector),
        "log" => log(vector),
        _ => Err(format!("no vector of the kind `{kind}` is understood")),
    }
}

/// Compares an answer with the expected one.
fn expect(response: &Response, expected: &Value) -> Result<(), String> {
    let check = |holds: bool, what: &str| if holds { Ok(()) } else { Err(format!("{what}: {response:?}")) };
    if let Some(status) = expected["status"].as_u64() {
        check(u64::from(response.status) == status, "the status")?;
    }
    if let Some(body) = expected["body"].as_str() {
        check(response.body == body, "the body")?;
    }
    if !expected["json"].is_null() {
        check(response.json() == expected["json"], "the JSON")?;
    }
    for (name, value) in members(&expected["json_contains"]) {
        check(response.json()[name] == *value, "the JSON")?;
    }
    for (name, value) in members(&expected["headers"]) {
        // The server counts the body.
        let found = if name.eq_ignore_ascii_case("content-length") {
            Some(response.body.len().to_string())
        } else {
            response.header(name).map(str::to_owned)
        };
        check(found.as_deref() == value.as_str(), name)?;
    }
    // These are the server's.
    let by_server = ["connection", "content-length", "date"];
    for name in list(&expected["header_names"]).filter(|name| !by_server.contains(name)) {
        check(response.header(name).is_some(), name)?;
    }
    for name in list(&expected["absent_headers"]) {
        check(response.header(name).is_none(), name)?;
    }
    Ok(())
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn list(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// An API with one mock method.
fn mock(templates: &Value) -> Api {
    let mut api = Api::new();
    let integration = json!({"type": "MOCK", "request_templates": templates});
    api.method("GET", "/x", json!({}), integration, json!([{"status_code": "200"}]));
    api
}

/// Converts an integration from the form of the REST API to that of Terraform.
fn integration(vector: &Value) -> (Value, Value) {
    let mut made = json!({
        "type": vector["type"], "integration_http_method": vector["httpMethod"], "uri": vector["uri"],
        "request_templates": vector["requestTemplates"], "passthrough_behavior": vector["passthroughBehavior"],
        "request_parameters": vector["requestParameters"],
    });
    if vector["target"] == "lambda" {
        made["uri"] = lambda("AWS")["uri"].clone();
        made["integration_http_method"] = vector.get("httpMethod").cloned().unwrap_or_else(|| json!("POST"));
    }
    (made, responses(&vector["integrationResponses"]))
}

fn responses(list: &Value) -> Value {
    let responses = list.as_array().into_iter().flatten().map(|response| {
        json!({
            "status_code": response["statusCode"], "selection_pattern": response["selectionPattern"],
            "response_templates": response["responseTemplates"],
        })
    });
    let responses: Vec<_> = responses.collect();
    if responses.is_empty() { json!([{"status_code": "200"}]) } else { Value::Array(responses) }
}

fn http(id: &str, vector: &Value) -> Result<(), String> {
    let expected = &vector["expected"];
    let mut api = Api::new();
    let response = match id {
        _ if id.starts_with("ls.validator") || id.contains("validator") => return validator(vector),
        "obs.forbidden_bytes" => {
            api.mock("PUT", "/x", json!({"api_key_required": true}));
            api.ask("PUT", "/x", &[], "")
        }
        "ls.lambda.proxy_non_post" => {
            let mut integration = lambda("AWS_PROXY");
            integration["integration_http_method"] = vector["integration"]["httpMethod"].clone();
            api.service(Arc::new(function("lambda", "{}", false)));
            api.method("GET", "/x", json!({}), integration, json!([]));
            api.get("/x")
        }
        "ls.lambda.selection.500" => {
            let message = text(vector, "lambda_result").trim_start_matches("raise Exception('").trim_end_matches("')");
            let payload = json!({"errorMessage": message, "errorType": "Exception"}).to_string();
            let (integration, responses) = integration(&vector["integration"]);
            api.service(Arc::new(function("lambda", &payload, true)));
            api.method("GET", "/x", json!({}), integration, responses);
            api.get("/x")
        }
        "ls.trace.mock_absent" => mock(&json!({"application/json": "{\"statusCode\": 200}"})).get("/x"),
        "ls.trace.lambda_present" => {
            api.service(Arc::new(function("lambda", "{\"statusCode\": 200}", false)));
            api.method("GET", "/x", json!({}), lambda("AWS_PROXY"), json!([]));
            api.get("/x")
        }
        "ls.http.status_selection.201" => {
            let status = u16::try_from(vector["backend_status"].as_u64().unwrap()).unwrap();
            api.service(Arc::new(Fake::saying("dynamodb", status, "{}")));
            let responses = responses(&vector["integrationResponses"]);
            api.method("POST", "/x", json!({}), dynamodb("GetItem", "{}"), responses);
            api.post("/x", "{}")
        }
        "ls.ddb.putitem" => {
            let (integration, responses) = integration(&vector["integration"]);
            api.service(Arc::new(Fake::saying("dynamodb", 200, "{}")));
            api.method("POST", "/test", json!({}), integration, responses);
            api.post(text(&vector["request"], "path"), "")
        }
        _ if vector.get("request_template").is_some() || vector.get("response_template").is_some() => templates(vector),
        _ if vector["integration"]["type"] == "MOCK" => {
            let (integration, responses) = integration(&vector["integration"]);
            let request = &vector["request"];
            api.method(text(request, "method"), text(vector, "resource"), json!({}), integration, responses);
            let headers: Vec<_> =
                members(&request["headers"]).map(|(name, value)| (name.as_str(), value.as_str().unwrap())).collect();
            api.ask(text(request, "method"), text(request, "path"), &headers, text(request, "body"))
        }
        _ => return Err("this vector is not understood".to_owned()),
    };
    expect(&response, expected)
}

/// A backend that echoes the request, or answers as the vector says.
fn templates(vector: &Value) -> Response {
    let backend = vector["integration_response_body"].as_str().map(str::to_owned);
    let fake = Fake::new("dynamodb", move |call| {
        answer(200, backend.as_deref().unwrap_or(&String::from_utf8_lossy(&call.body)))
    });
    let template = vector["request_template"].as_str().unwrap_or("$input.body");
    let responses =
        json!([{"status_code": "200", "response_templates": {"application/json": vector["response_template"]}}]);
    let mut api = Api::new();
    api.service(Arc::new(fake)).method("POST", "/x", json!({}), dynamodb("Any", template), responses);
    api.post("/x", text(vector, "request_body"))
}

fn validator(vector: &Value) -> Result<(), String> {
    let expected = &vector["expected"];
    let mut api = Api::new();
    let schema = json!({"type": "object", "required": ["a", "b"]});
    let mut parameters = vector["method"]["requestParameters"].clone();
    if parameters.is_null() {
        let message = text(&expected["json"], "message");
        let listed = message.split_once('[').map(|(_, rest)| rest.trim_end_matches(']').split(", "));
        let declare = |name: &str| {
            let place = if name.starts_with("x-") { "header" } else { "querystring" };
            (format!("method.request.{place}.{name}"), Value::Bool(true))
        };
        parameters = Value::Object(listed.into_iter().flatten().map(declare).collect());
    }
    let models = match (vector["models"].as_object(), vector["model"].as_object()) {
        (Some(models), _) => models.clone(),
        (_, Some(model)) => Map::from_iter([("M".to_owned(), Value::Object(model.clone()))]),
        _ => Map::from_iter([("M".to_owned(), schema)]),
    };
    let model = vector["model"].as_str().unwrap_or("M");
    for (name, schema) in &models {
        let schema = schema.to_string().replace("<api-id>", "abc123");
        api.put(
            "aws_api_gateway_model",
            name,
            json!({"name": name, "schema": schema, "content_type": "application/json"}),
        );
    }
    let both = json!({"name": "v", "validate_request_body": true, "validate_request_parameters": true});
    api.put("aws_api_gateway_request_validator", "v", both);
    let verb = vector["request"]["method"].as_str().unwrap_or("POST");
    let only_parameters = expected["json"]["message"].as_str().is_some_and(|message| message.starts_with("Missing"));
    let body = vector["request_body"].as_str().or(vector["request"]["body"].as_str());
    let models = if only_parameters && body.is_none() { json!({}) } else { json!({"application/json": model}) };
    let method = json!({"request_validator_id": "v", "request_models": models, "request_parameters": parameters});
    api.mock(verb, "/x", method);
    let headers: Vec<_> =
        members(&vector["request"]["headers"]).map(|(name, value)| (name.as_str(), value.as_str().unwrap())).collect();
    expect(&api.ask(verb, "/x", &headers, body.unwrap_or_default()), expected)
}

fn mapping(vector: &Value) -> Result<(), String> {
    let expected = &vector["expected"];
    let mut api = Api::new();
    if let Some(wanted) = expected["message_body"].as_str() {
        let queue = Arc::new(Fake::saying("sqs", 200, "{}"));
        let mut integration = dynamodb("SendMessage", text(vector, "template"));
        integration["uri"] = json!("arn:aws:apigateway:eu-west-1:sqs:path/000000000000/queue");
        api.service(queue.clone()).method("POST", "/x", json!({}), integration, json!([{"status_code": "200"}]));
        api.post("/x", text(vector, "request_body"));
        let call = queue.last();
        let found = String::from_utf8_lossy(&call.body).into_owned();
        let holds = found.split_once("MessageBody=").is_some_and(|(_, body)| body == wanted);
        return if holds { Ok(()) } else { Err(format!("the queue got {found}")) };
    }
    let echo = Arc::new(Fake::saying("dynamodb", 200, "{}"));
    let mut integration = dynamodb("GetItem", "{}");
    integration["request_parameters"] = vector["requestParameters"].clone();
    let responses = json!([{"status_code": "200", "response_parameters": vector["responseParameters"]}]);
    api.service(echo.clone()).method("GET", "/x", json!({}), integration, responses);
    let headers: Vec<_> =
        members(&vector["request_headers"]).map(|(name, value)| (name.as_str(), value.as_str().unwrap())).collect();
    expect(&api.ask("GET", "/x", &headers, ""), expected)?;
    for (name, value) in members(&expected["integration_request_headers"]) {
        let wanted = if value == "<resource id>" { "/x" } else { value.as_str().unwrap() };
        let found = echo.last().headers.get(name).cloned();
        if found.as_ref().and_then(|found| found.to_str().ok()) != Some(wanted) {
            return Err(format!("{name} is {found:?}"));
        }
    }
    Ok(())
}

fn passthrough(vector: &Value) -> Result<(), String> {
    let echo = Arc::new(Fake::echo("dynamodb"));
    let mut api = Api::new();
    let mut integration = dynamodb("GetItem", "");
    let templates = list(&vector["templates"]).map(|media| (media.to_owned(), "transformed".into()));
    integration["request_templates"] = Value::Object(templates.collect());
    integration["passthrough_behavior"] = vector["passthroughBehavior"].clone();
    api.service(echo).method("POST", "/x", json!({}), integration, json!([{"status_code": "200"}]));
    let headers: Vec<_> = vector["content_type"].as_str().map(|media| ("Content-Type", media)).into_iter().collect();
    let response = api.ask("POST", "/x", &headers, "{\"sent\": 1}");
    match text(&vector["expected"], "action") {
        "transform" => expect(&response, &json!({"status": 200, "body": "transformed"})),
        "passthrough" => expect(&response, &json!({"status": 200, "body": "{\"sent\": 1}"})),
        _ => expect(&response, &vector["expected"]),
    }
}

fn routing(vector: &Value) -> Result<(), String> {
    let (expected, request) = (&vector["expected"], &vector["request"]);
    let mut api = Api::new();
    if !expected["queryStringParameters"].is_null() {
        return query(vector);
    }
    if let Some(resources) = vector["resources"].as_object() {
        for (path, verbs) in resources {
            for verb in list(verbs) {
                let template = "{\"statusCode\": 200}";
                let integration = json!({"type": "MOCK", "request_templates": {"application/json": template}});
                let template = "{\"resource\": \"$context.resourcePath\"}";
                let responses = json!([{"status_code": "200", "response_templates": {"application/json": template}}]);
                api.method(verb, path, json!({}), integration, responses);
            }
        }
        let response = api.ask(text(request, "method"), text(request, "path"), &[], "");
        return expect(&response, &json!({"status": 200, "json": {"resource": expected["resource"]}}));
    }
    let seen = Arc::new(function("lambda", "{\"statusCode\": 200}", false));
    api.service(seen.clone()).method("ANY", text(vector, "resource"), json!({}), lambda("AWS_PROXY"), json!([]));
    api.ask(text(request, "method"), text(request, "path_after_stage"), &[], "");
    let event: Value = serde_json::from_slice(&seen.last().body).unwrap();
    let found = json!({
        "event_path": event["path"], "pathParameters": event["pathParameters"],
        "context_path": event["requestContext"]["path"], "resource": event["resource"],
    });
    if found == *expected { Ok(()) } else { Err(format!("{found}")) }
}

/// Only the vector's note says what was sent, so it is repeated here.
fn query(vector: &Value) -> Result<(), String> {
    let sent = "dateTimeOffset=2023-06-12T18:05:10.123456+00:00&email=test%2Balias@gmail.com&plus=test+alias@gmail.com\
                &url=https://www.google.com/&whitespace=foo bar&zhash=abort/";
    let seen = Arc::new(function("lambda", "{\"statusCode\": 200}", false));
    let mut api = Api::new();
    api.service(seen.clone()).method("GET", "/x", json!({}), lambda("AWS_PROXY"), json!([]));
    api.get(&format!("/x?{}", sent.replace(' ', "%20")));
    let event: Value = serde_json::from_slice(&seen.last().body).unwrap();
    let found = &event["queryStringParameters"];
    if *found == vector["expected"]["queryStringParameters"] { Ok(()) } else { Err(found.to_string()) }
}

fn selection(vector: &Value) -> Result<(), String> {
    let expected = &vector["expected"];
    let mut api = Api::new();
    let responses = responses(&vector["integrationResponses"]);
    if let Some(message) = vector["lambda_error_message"].as_str() {
        let payload = json!({"errorMessage": message}).to_string();
        api.service(Arc::new(function("lambda", &payload, true)));
        api.method("POST", "/x", json!({}), lambda("AWS"), responses);
    } else {
        let status = text(vector, "integration_status").parse().unwrap();
        api.service(Arc::new(Fake::saying("dynamodb", status, "{}")));
        api.method("POST", "/x", json!({}), dynamodb("GetItem", "{}"), responses);
    }
    let settings = json!([{"logging_level": "ERROR"}]);
    api.put(
        "aws_api_gateway_method_settings",
        "all",
        json!({"stage_name": "stage", "method_path": "*/*", "settings": settings}),
    );
    expect(&api.post("/x", "{}"), expected)?;
    match expected["log_line"].as_str() {
        Some(line) if !api.logged().iter().any(|entry| entry.text.ends_with(line)) => {
            Err(format!("{:?}", api.logged()))
        }
        _ => Ok(()),
    }
}

fn configuration(vector: &Value) -> Result<(), String> {
    let put = &vector["put_integration"];
    let mut api = Api::new();
    let integration = json!({"type": put["type"], "integration_http_method": put["httpMethod"], "uri": put["uri"]});
    api.method("GET", "/x", json!({}), integration, json!([]));
    let message = text(&vector["expected"], "message");
    let findings: Vec<_> = api.findings().iter().map(ToString::to_string).collect();
    if findings.iter().any(|finding| finding.contains(message)) { Ok(()) } else { Err(format!("{findings:?}")) }
}

/// An address that is invalid.
fn log(vector: &Value) -> Result<(), String> {
    let mut api = Api::new();
    let integration =
        json!({"type": "HTTP", "integration_http_method": "GET", "uri": "http://${stageVariables.none}/"});
    api.method("GET", "/x", json!({}), integration, json!([{"status_code": "200"}]));
    let settings = json!([{"logging_level": "INFO"}]);
    api.put(
        "aws_api_gateway_method_settings",
        "all",
        json!({"stage_name": "stage", "method_path": "*/*", "settings": settings}),
    );
    expect(&api.get("/x"), &vector["expected"])?;
    let line = text(&vector["expected"], "log_line");
    let logged = api.logged();
    if logged.iter().any(|entry| entry.text.contains(line)) { Ok(()) } else { Err(format!("{logged:?}")) }
}
