//! The command `gelato-local render`: lines of JSON in, lines of JSON out.
#![allow(clippy::print_stdout, reason = "the test prints what it ran")]
#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::Path;

use assert_cmd::Command;
use serde_json::{Value, json};

/// The responses of the command to these lines, one per line.
#[track_caller]
fn answers(lines: &[String]) -> Vec<Value> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gelato-local"));
    let output = command.arg("render").write_stdin(lines.join("\n")).assert().success().get_output().stdout.clone();
    let output = String::from_utf8(output).unwrap();
    let answers: Vec<_> = output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), lines.len(), "{output}");
    answers
}

#[track_caller]
fn answer(work: &Value) -> Value {
    answers(&[work.to_string()]).remove(0)
}

#[test]
fn every_input_of_a_template_can_be_set() {
    let work = json!({
        "template": "$x.k $input.json('$.a') $input.params('p') $input.params('q') $input.params('H') $context.stage $stageVariables.v",
        "variables": {"x": {"k": [1, "b"]}},
        "body": "{\"a\": [1, 2]}",
        "params": {"path": {"p": "1"}, "querystring": {"q": "2"}, "header": {"H": "3"}},
        "context": {"stage": "dev"},
        "stage_variables": {"v": "4"},
    });
    assert_eq!(answer(&work), json!({"output": "[1,\"b\"] [1,2] 1 2 3 dev 4"}));
}

#[test]
fn a_template_alone_is_enough() {
    assert_eq!(answer(&json!({"template": "$input.body [$none]"})), json!({"output": "{} []"}));
}

#[test]
fn overrides_are_returned() {
    let source = "#set($context.responseOverride.status = 404)#set($context.requestOverride.path.id = 'x')";
    let answer = answer(&json!({ "template": source }));
    assert_eq!(answer["context"]["responseOverride"]["status"], 404);
    assert_eq!(answer["context"]["requestOverride"]["path"]["id"], "x");
}

#[test]
fn an_error_has_its_place_and_the_next_line_is_rendered() {
    let lines = [
        json!({"template": "a\n#if("}).to_string(),
        "no JSON".to_owned(),
        json!({"template": "#set($l = [])$l.get(1)"}).to_string(),
        json!({"template": "fine"}).to_string(),
    ];
    let answers = answers(&lines);
    let error = |place: usize| {
        let error = &answers[place]["error"];
        (error["kind"].as_str().unwrap(), error["line"].as_u64().unwrap(), error["column"].as_u64().unwrap())
    };
    assert_eq!([error(0), error(1), error(2)], [("syntax", 2, 5), ("input", 1, 2), ("exception", 1, 16)]);
    assert_eq!(answers[0]["error"]["excerpt"], "  | #if(\n  |     ^");
    assert!(answers[0]["error"]["message"].as_str().unwrap().contains("unexpected end of template"), "{}", answers[0]);
    assert!(answers[1]["error"]["message"].is_string());
    assert!(answers[2]["error"]["message"].as_str().unwrap().contains("out of range"));
    assert_eq!(answers[3], json!({"output": "fine"}));
}

#[test]
fn an_unknown_key_is_named() {
    for (work, key) in
        [(json!({"template": "", "boddy": ""}), "boddy"), (json!({"template": "", "params": {"query": {}}}), "query")]
    {
        let message = answer(&work)["error"]["message"].as_str().unwrap().to_owned();
        assert!(message.contains(&format!("`{key}`")), "{message}");
    }
}

#[test]
fn null_members_are_ignored_and_the_order_of_parameters_is_kept() {
    let line = r#"{"template": "$input.body $input.params().querystring", "body": null, "context": null, "variables": null,
        "params": {"path": null, "querystring": {"z": "1", "a": "2", "z": "3"}}, "stage_variables": null}"#;
    assert_eq!(answers(&[line.replace('\n', "")])[0], json!({"output": "{} {z=3, a=2}"}));
}

#[test]
fn an_invalid_or_excessive_line_is_an_error_for_that_line() {
    let mut input = b"{\"template\": \"\xFF\"}\n\n[]\n".to_vec();
    let hostile = [
        json!({"template": "#if(true)".repeat(30_000)}),
        json!({"template": "x".repeat(400_000)}),
        json!({"template": "#foreach($a in [1..1000])#foreach($b in [1..1000])xxxxxxxxxxxxxxxxxxxxxxxxxx#end#end"}),
        json!({"template": "$input.path('$..a')", "body": "[".repeat(100_000)}),
        json!({"template": "$v", "variables": {"v": 1e300}}),
    ];
    for work in &hostile {
        input.extend_from_slice(format!("{work}\r\n").as_bytes());
    }
    let deep = format!("{{\"template\": \"$v\", \"variables\": {{\"v\": {}}}}}", "[".repeat(5000) + &"]".repeat(5000));
    input.extend_from_slice(deep.as_bytes());
    let mut command = Command::new(env!("CARGO_BIN_EXE_gelato-local"));
    let output = command.arg("render").write_stdin(input).assert().success().get_output().stdout.clone();
    let output = String::from_utf8(output).unwrap();
    let kinds: Vec<_> = output
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["error"]["kind"].as_str().unwrap_or("-").to_owned())
        .collect();
    assert_eq!(kinds, ["input", "input", "input", "limit", "limit", "limit", "-", "-", "-"], "{output}");
}

/// Renders the recorded cases with the program, if the shared folder exists.
#[test]
fn recorded_cases_render_to_the_recorded_output() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("GELATO_SHARED").map_or(beside, Into::into);
    let Ok(text) = std::fs::read_to_string(shared.join("vectors/api-gateway.json")) else {
        println!("the folder `shared` is absent: no recorded case was rendered");
        return;
    };
    let document: Value = serde_json::from_str(&text).unwrap();
    let simple = |vector: &&Value| {
        let compared = vector["compare"].is_null() || vector["compare"] == "exact";
        vector["kind"] == "vtl"
            && vector["recorded"] == true
            && vector["expected"].is_string()
            && compared
            // The gateway, not this command, fills in the context of a request.
            && !vector["template"].as_str().unwrap_or_default().contains("$context")
            && vector.get("full_template").is_none()
            && vector.get("response_template").is_none()
    };
    let vectors: Vec<_> = document["vectors"].as_array().unwrap().iter().filter(simple).collect();
    let body = |vector: &Value| {
        vector["input_body"].as_str().or(vector["request_body"].as_str()).unwrap_or_default().to_owned()
    };
    let lines: Vec<_> = vectors
        .iter()
        .map(|vector| {
            let variables = vector.get("stageVariables").cloned().unwrap_or_else(|| json!({}));
            let headers = vector.get("request_headers").cloned().unwrap_or_else(|| json!({}));
            json!({
                "template": vector["template"], "body": body(vector), "stage_variables": variables,
                "params": {"header": headers},
            })
            .to_string()
        })
        .collect();
    let answers = answers(&lines);
    println!("{} recorded cases", vectors.len());
    for (vector, answer) in vectors.iter().zip(&answers) {
        assert_eq!(answer["output"], vector["expected"], "{}", vector["id"]);
    }
}
