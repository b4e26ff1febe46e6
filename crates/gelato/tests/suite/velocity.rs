//! Apache Velocity 1.7 as an independent judge: the library's templates, rendered for the same hostile cases by the
//! engine that API Gateway runs. It needs Java and Debian's package `velocity`, and reports if they are missing.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gelato_vtl::api_gateway::Request;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value as Json, json};

use super::item_cases::{Case, answers, requests};
use super::library::template_text;
use super::meters;
use super::project_copy::repository;

/// The number of cases.
const CASES: usize = 10_000;

const JARS: [&str; 3] = ["velocity.jar", "commons-collections3.jar", "commons-lang.jar"];

/// The class path, if the jars and Java are installed.
fn class_path() -> Option<String> {
    let jars = JARS.map(|jar| Path::new("/usr/share/java").join(jar));
    let has_java =
        Command::new("java").arg("-version").stderr(Stdio::null()).status().is_ok_and(|status| status.success());
    let is_there = has_java && jars.iter().all(|jar| jar.is_file());
    is_there.then(|| jars.map(|jar| jar.display().to_string()).join(":"))
}

/// Cases, each with the text of its template.
fn cases() -> Vec<(String, Case)> {
    let mut runner = TestRunner::deterministic();
    let of_library = |case: Case| (template_text(case.template), case);
    let of_meters = |case: Case| (meters::request_text(case.template), case);
    let strategy = prop_oneof![
        3 => requests().prop_map(of_library).boxed(),
        2 => answers().prop_map(of_library).boxed(),
        1 => meters::requests().prop_map(of_meters).boxed(),
    ];
    (0..CASES).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

fn line(template: &str, case: &Case) -> String {
    let map = |pairs: &[(String, String)]| -> Map<_, _> {
        pairs.iter().map(|(name, value)| (name.clone(), json!(value))).collect()
    };
    let Request { body, path, querystring, header, context, .. } = &case.given;
    let request = json!({
        "body": body, "path": map(path), "querystring": map(querystring), "header": map(header), "context": context,
    });
    format!("{} {}\n", STANDARD.encode(template), STANDARD.encode(request.to_string()))
}

#[test]
#[ignore = "slow (Apache Velocity): `make test-all` runs it"]
fn velocity_itself_makes_the_same_of_every_case() {
    let Some(class_path) = class_path() else {
        eprintln!("absent: Java, or Debian's package `velocity`; nothing is judged");
        return;
    };
    let folder = tempfile::TempDir::new().unwrap();
    let input = folder.path().join("cases");
    let cases = cases();
    let mut file = File::create(&input).unwrap();
    for (template, case) in &cases {
        file.write_all(line(template, case).as_bytes()).unwrap();
    }
    let judge = repository().join("crates/vtl/tests/differential/Judge.java");
    let output = folder.path().join("verdicts");
    let status = Command::new("java")
        .args(["-cp", &class_path])
        .arg(judge)
        .stdin(File::open(&input).unwrap())
        .stdout(File::create(&output).unwrap())
        .status()
        .unwrap();
    assert!(status.success(), "the judge failed: {status}");
    let verdicts = fs::read_to_string(&output).unwrap();
    assert_eq!(verdicts.lines().count(), CASES);
    for ((_, case), verdict) in cases.iter().zip(verdicts.lines()) {
        let (kind, text) = verdict.split_once(' ').unwrap();
        let text = String::from_utf8(STANDARD.decode(text).unwrap()).unwrap();
        assert_eq!(kind, "output", "{}: {text}\n{:?}", case.template, case.given);
        let json: Json = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(json, case.expected, "{}: {:?}", case.template, case.given);
    }
}
