//! The local runtime serves an applied environment from Terraform's state, and responds like the API.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use super::deployment::Deployment;

/// A running runtime, which is killed when the value is dropped.
struct Runtime {
    process: Child,
    url: String,
    /// Kept open, because a process that writes to a closed pipe is killed.
    _output: BufReader<ChildStdout>,
}

/// Makes each documented call, including calls that are refused.
#[track_caller]
pub(super) fn answers_from_its_state(local: &Deployment) {
    let runtime = Runtime::of(local, "terraform/local/terraform.tfstate");
    let pistachio = r#"{"flavour":"Pistachio","cost":"2.00"}"#;
    let item = json!({"Item": {"flavour": {"S": "Pistachio"}, "cost": {"S": "2.00"}}});
    assert_eq!(runtime.ask("POST", "", pistachio), (200, json!({"message": "Added flavour to table"})));
    assert_eq!(runtime.ask("POST", "", pistachio).0, 409);
    assert_eq!(runtime.ask("POST", "", r#"{"flavour":"Pistachio"}"#).0, 400);
    assert_eq!(runtime.ask("GET", "/Pistachio", ""), (200, item));
    assert_eq!(runtime.ask("PUT", "/Pistachio", r#"{"cost":"2.50"}"#).0, 200);
    assert_eq!(runtime.ask("DELETE", "/Pistachio", "").0, 200);
    assert_eq!(runtime.ask("GET", "/Pistachio", "").0, 404);
}

impl Runtime {
    #[track_caller]
    fn of(local: &Deployment, state: &str) -> Self {
        let program = assert_cmd::cargo::cargo_bin("gelato-local");
        assert!(program.is_file(), "{} is missing; hint: `cargo build -p gelato-local`", program.display());
        let mut runtime = Command::new(program);
        runtime.args(["serve", "--json", "--port", "0", "--state"]).arg(local.project.path(state));
        let mut process = runtime.stdout(Stdio::piped()).spawn().unwrap();
        let mut started = String::new();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        output.read_line(&mut started).unwrap();
        let started: Value = serde_json::from_str(&started).unwrap_or_else(|error| panic!("{error}: {started}"));
        let url = started["urls"][0].as_str().unwrap_or_else(|| panic!("no URL in {started:#}"));
        Self { process, url: url.trim_end_matches('/').to_owned(), _output: output }
    }

    /// Sends a request with curl, and returns the status and the body.
    #[track_caller]
    fn ask(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--write-out", "\n%{http_code}", "--request", method]);
        if !body.is_empty() {
            curl.args(["--header", "content-type: application/json", "--data", body]);
        }
        let output = curl.arg(format!("{}/ice-cream-flavours{path}", self.url)).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let (body, status) = said.rsplit_once('\n').unwrap();
        (status.parse().unwrap(), serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {said}")))
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
