//! Renders the vectors recorded from API Gateway, if their folder is beside the repository.
#![allow(clippy::print_stdout, reason = "the test tells what it ran")]
#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::PathBuf;

use gelato_vtl::Template;
use gelato_vtl::api_gateway::Request;
use serde_json::{Value, json};

/// Reads `$m.class`, which needs reflection. This engine has none, and reads the key `class` of the map.
const DEVIATIONS: [&str; 1] = ["lab.048"];

fn vectors() -> Option<Vec<Value>> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("GELATO_SHARED").map_or(beside, PathBuf::from);
    let text = std::fs::read_to_string(shared.join("vectors/api-gateway.json")).ok()?;
    let document: Value = serde_json::from_str(&text).unwrap();
    Some(document["vectors"].as_array()?.clone())
}

fn pairs(value: &Value) -> Vec<(String, String)> {
    let pairs = value.as_object().into_iter().flatten();
    pairs.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect()
}

/// The `$context` of the recordings, with their keys.
fn context(vector: &Value) -> Value {
    let request = &vector["request"];
    let text = |key: &str, default: &str| request[key].as_str().unwrap_or(default).to_owned();
    let (stage, path) = (text("stage", "testing"), text("path", "/sqs"));
    json!({
        "resourceId": "r", "resourcePath": path, "httpMethod": text("method", "POST"), "extendedRequestId": "e",
        "requestTime": "t", "path": format!("/{stage}{path}"), "accountId": "1", "protocol": "HTTP/1.1",
        "stage": stage, "domainPrefix": "d", "requestTimeEpoch": 1, "requestId": "i",
        "identity": {"sourceIp": "127.0.0.1"}, "domainName": "n", "deploymentId": "y", "apiId": "a",
    })
}

/// The template and the body of a vector, as deployed if that was recorded.
fn request(vector: &Value) -> (String, Request) {
    let mut context = context(vector);
    let body = vector["input_body"].as_str().or(vector["request_body"].as_str()).unwrap_or_default().to_owned();
    let template = vector["full_template"].as_str().or(vector["template"].as_str()).unwrap();
    if vector.get("full_template").is_some() {
        context["requestOverride"] = json!({"path": {"body": body.as_str()}});
    }
    let mut header = pairs(&vector["request_headers"]);
    header.extend(pairs(&vector["params"]["header"]));
    let stage_variables = pairs(&vector["stageVariables"]);
    let context = context.as_object().unwrap().clone();
    (template.to_owned(), Request { body, header, context, stage_variables, ..Request::default() })
}

fn rendered(vector: &Value) -> Result<String, String> {
    let (template, request) = request(vector);
    let render = |template: &str, request: &Request| {
        let template = Template::parse("vector", template).map_err(|error| format!("parse-error {error}"))?;
        template.render(request).map_err(|error| format!("runtime-error {error}"))
    };
    let first = render(&template, &request)?;
    match vector["response_template"].as_str() {
        Some(template) => render(template, &Request { body: first.output, ..request }).map(|rendered| rendered.output),
        None => Ok(first.output),
    }
}

fn passes(vector: &Value, result: &Result<String, String>) -> bool {
    match (result, vector["expected"].as_str().or(vector["expected"]["message_body"].as_str())) {
        (Err(error), None) => error.starts_with(vector["expected_error"].as_str().unwrap()),
        (Ok(output), Some(expected)) if vector["kind"] == "mapping" => output.ends_with(&format!("={expected}")),
        (Ok(output), Some(expected)) => match vector["compare"].as_str() {
            Some(compare) if compare.starts_with("whitespace") => {
                output.split_whitespace().eq(expected.split_whitespace())
            }
            Some("json") => serde_json::from_str::<Value>(output).ok() == serde_json::from_str::<Value>(expected).ok(),
            _ => output == expected,
        },
        (Ok(output), None) if vector["expected"].is_object() => {
            serde_json::from_str::<Value>(output).ok().as_ref() == Some(&vector["expected"])
        }
        _ => false,
    }
}

#[test]
fn renders_as_recorded() {
    let Some(vectors) = vectors() else {
        println!("the folder `shared` is absent: no vector was run");
        return;
    };
    let mut failed = Vec::new();
    let mut counts = std::collections::BTreeMap::<String, [usize; 2]>::new();
    for vector in &vectors {
        let kind = vector["kind"].as_str().unwrap();
        if !matches!(kind, "vtl" | "mapping") || vector.get("template").is_none() {
            continue;
        }
        let result = rendered(vector);
        let passed = passes(vector, &result);
        let recorded = if vector["recorded"] == true { "recorded" } else { "other" };
        let count = counts.entry(format!("{kind} {recorded}")).or_default();
        count[usize::from(!passed)] += 1;
        let listed = DEVIATIONS.iter().any(|id| vector["id"] == *id);
        if passed == listed {
            failed.push(format!(
                "{}: {}\n  got      {result:?}\n  expected {} {}",
                vector["id"], vector["template"], vector["expected"], vector["expected_error"]
            ));
        }
    }
    println!("passed, failed: {counts:?}");
    assert!(failed.is_empty(), "{} vectors differ from what is listed:\n{}", failed.len(), failed.join("\n"));
}
