//! Hostile patterns of models, each a file in `tests/hostile/patterns`. Every request gets the response in the file,
//! and the runtime keeps running. If a match is aborted, a warning names the pattern and the model.

use std::path::Path;
use std::{fs, iter};

use http::Method;
use serde_json::{Map, Value, json};

use crate::client::Client;
use crate::runtime::{Runtime, refused};
use crate::stack::Stack;

/// A pattern and its expected outcome.
struct Case {
    name: String,
    /// `model`, `body`, `status` and `warning`.
    file: Value,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/patterns");
    let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<_> = files.collect();
    files.sort();
    assert!(!files.is_empty(), "there are no patterns");
    let case = |file: &std::path::PathBuf| Case {
        name: file.file_stem().expect("a name").to_string_lossy().into_owned(),
        file: serde_json::from_str(&fs::read_to_string(file).expect("a file")).expect("JSON"),
    };
    files.iter().map(case).collect()
}

impl Case {
    /// `{"text": …}`, `{"…": 1}` or `{"list": [1, 1, …]}` of the size in the file.
    fn body(&self) -> String {
        let text = |body: &Value| {
            let times = body["times"].as_u64().and_then(|times| usize::try_from(times).ok()).expect("a number");
            body["repeat"].as_str().expect("text").repeat(times) + body["end"].as_str().unwrap_or_default()
        };
        let body = &self.file["body"];
        if let Some(numbers) = body["numbers"].as_u64() {
            let numbers = usize::try_from(numbers).expect("a number");
            return format!("{{\"list\":[{}]}}", iter::repeat_n("1", numbers).collect::<Vec<_>>().join(","));
        }
        match body.get("member") {
            Some(member) => json!({ text(member): 1 }).to_string(),
            None => json!({ "text": text(body) }).to_string(),
        }
    }
}

/// An API with a resource for each model, in one stage.
fn stack<'m>(models: impl Iterator<Item = (&'m str, &'m Value)>) -> Stack {
    let api = "${aws_api_gateway_rest_api.api.id}";
    let mut all: Map<String, Value> = Map::new();
    let mut put = |kind: &str, name: &str, mut arguments: Value| {
        if kind != "rest_api" {
            arguments["rest_api_id"] = json!(api);
        }
        let kind = all.entry(format!("aws_api_gateway_{kind}")).or_insert_with(|| json!({}));
        kind[name] = arguments;
    };
    put("rest_api", "api", json!({ "name": "patterns" }));
    put("deployment", "one", json!({}));
    let deployment = "${aws_api_gateway_deployment.one.id}";
    put("stage", "one", json!({ "stage_name": "one", "deployment_id": deployment }));
    put("request_validator", "body", json!({ "name": "body", "validate_request_body": true }));
    for (name, schema) in models {
        let resource = format!("${{aws_api_gateway_resource.{name}.id}}");
        let of = |arguments: Value| {
            let mut all = json!({ "resource_id": resource, "http_method": "POST" });
            all.as_object_mut().expect("members").extend(arguments.as_object().expect("members").clone());
            all
        };
        let schema = schema.to_string().replace("${", "$${").replace("%{", "%%{");
        let root = "${aws_api_gateway_rest_api.api.root_resource_id}";
        put("resource", name, json!({ "parent_id": root, "path_part": name }));
        put("model", name, json!({ "name": name, "content_type": "application/json", "schema": schema }));
        put(
            "method",
            name,
            of(json!({
                "authorization": "NONE",
                "request_validator_id": "${aws_api_gateway_request_validator.body.id}",
                "request_models": { "application/json": format!("${{aws_api_gateway_model.{name}.name}}") },
            })),
        );
        let template = json!({ "application/json": "{\"statusCode\": 200}" });
        put("integration", name, of(json!({ "type": "MOCK", "request_templates": template })));
        put("method_response", name, of(json!({ "status_code": "200" })));
        put("integration_response", name, of(json!({ "status_code": "200" })));
    }
    Stack::of(&Value::Object(all))
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "slow (waits for time limits): `make test-all` runs it"]
async fn no_pattern_ends_the_process_or_keeps_a_request_waiting() {
    let cases = cases();
    let stack = stack(cases.iter().map(|case| (case.name.as_str(), &case.file["model"])));
    let mut runtime = Runtime::start(&stack, &[]);
    let client = Client::new(runtime.address);
    for case in &cases {
        let answer = client.ask(Method::POST, &format!("/one/{}", case.name), case.body()).await;
        let answer = answer.unwrap_or_else(|| panic!("{}: no answer", case.name));
        assert_eq!(json!(answer.status), case.file["status"], "{}: {}", case.name, runtime.stderr());
        if let Some(pattern) = case.file["warning"].as_str() {
            let route = format!("warning: POST /one/{}: ", case.name);
            crate::runtime::eventually(&format!("{} was not reported", case.name), || {
                runtime.stderr().contains(&route)
            });
            let stderr = runtime.stderr();
            let line = stderr.lines().find(|line| line.starts_with(&route)).unwrap_or_default();
            assert!(line.contains(pattern) && line.contains(&format!("model `{}`", case.name)), "{line}");
        }
        runtime.is_well();
    }
}

/// As many requests as large bodies are validated concurrently; an aborted match must not continue.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "slow (waits for time limits): `make test-all` runs it"]
async fn an_aborted_match_does_not_delay_other_bodies() {
    let named = |name: &str| cases().into_iter().find(|case| case.name == name).expect("a case");
    let (slow, quick) = (named("quadratic_without_a_step_back"), named("look_ahead_valid_in_a_large_text"));
    let models = [&slow, &quick].map(|case| (case.name.as_str(), &case.file["model"]));
    let mut runtime = Runtime::start(&stack(models.into_iter()), &[]);
    let client = Client::new(runtime.address);
    let ask = async |case: &Case| client.ask(Method::POST, &format!("/one/{}", case.name), case.body()).await;
    let aborted = tokio::join!(ask(&slow), ask(&slow), ask(&slow), ask(&slow));
    for answer in [aborted.0, aborted.1, aborted.2, aborted.3] {
        assert_eq!(answer.expect("an answer").status, 500, "{}", runtime.stderr());
    }
    assert_eq!(ask(&quick).await.expect("an answer").status, 200, "{}", runtime.stderr());
    runtime.is_well();
}

#[test]
fn a_pattern_that_is_too_large_is_rejected_with_its_model() {
    let schema = json!({ "properties": { "text": { "pattern": "(a{1000}){1000}" } } });
    let error = refused(&stack(iter::once(("Large", &schema))), &["--port", "0"]);
    assert!(error.contains("the model `Large` has the pattern \"(a{1000}){1000}\""), "{error}");
}
