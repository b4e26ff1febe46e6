//! `gelato local`: the program writes and builds everything, and the runtime runs it.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;

use super::assert_says;
use super::machine::Machine;

const START: [&str; 6] = ["local", "--env", "local", "--", "--port", "0"];

fn json() -> Vec<&'static str> {
    [START.as_slice(), &["--json"]].concat()
}

fn watched() -> Vec<&'static str> {
    let mut arguments = json();
    arguments.insert(1, "--watch");
    arguments
}

#[track_caller]
fn health(address: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET /_gelato/health HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[track_caller]
fn terminate(id: u32) {
    assert!(Command::new("kill").arg(id.to_string()).status().unwrap().success());
}

#[test]
fn without_watch_it_is_the_runtime_itself() {
    let machine = Machine::new();
    let mut started = machine.start(&json());
    assert_says(&health(&started.address()), &["HTTP/1.1 200", "\"status\":\"ok\""]);
    terminate(started.process.id());
    assert_eq!(started.process.wait().unwrap().code(), Some(0));
}

#[test]
fn arguments_that_the_runtime_refuses_are_refused() {
    let machine = Machine::new();
    assert_eq!(machine.gelato(&["local", "--", "--prot", "0"]).status().unwrap().code(), Some(2));
    assert_says(&machine.read("said"), &["unexpected argument '--prot'"]);
}

#[test]
fn an_invalid_environment_is_not_started() {
    let machine = Machine::new();
    machine.replace("project/environments/local.toml", "[api]", "[api]\nthrottling.rate_per_second = \"much\"");
    assert_eq!(machine.gelato(&START).status().unwrap().code(), Some(1));
    assert_says(&machine.read("said"), &["local.toml", "rate_per_second", "this version cannot run"]);
}

#[test]
fn a_changed_environment_is_applied_and_an_invalid_one_is_reported() {
    let machine = Machine::new();
    let started = machine.start(&watched());
    let (file, root) = ("project/environments/local.toml", "project/terraform/local/main.tf.json");
    machine.replace(file, "[api]", "[api]\nthrottling.rate_per_second = 4321");
    started.eventually("it was not synthesised", || machine.read(root).contains("4321"));
    machine.replace(file, "rate_per_second = 4321", "rate_per_second = \"much\"");
    started.eventually_says("the previous version keeps running");
    assert_says(&machine.read("said"), &["changed: environments/local.toml", "local.toml", "rate_per_second"]);
    assert!(machine.read(root).contains("4321"));
    machine.replace(file, "rate_per_second = \"much\"", "rate_per_second = 8765");
    started.eventually("it was not synthesised", || machine.read(root).contains("8765"));
}

#[test]
fn a_changed_program_is_rebuilt_and_a_broken_one_is_reported() {
    let machine = Machine::new();
    let started = machine.start(&watched());
    machine.write("cargo-says", "expected `;`\n");
    machine.write("project/src/main.rs", "broken");
    started.eventually_says("the previous version keeps running");
    assert_says(&machine.read("said"), &["src/main.rs", "expected `;`", "does not build"]);
    // The rebuilt program must synthesise again, which repairs the root that is spoilt here.
    machine.write("cargo-says", "");
    let root = "project/terraform/local/main.tf.json";
    let whole = machine.read(root);
    machine.replace(root, "\"source\"", "\"spoilt\"");
    machine.write("project/src/main.rs", "fn main() { }\n");
    started.eventually("it was not synthesised", || machine.read(root) == whole);
}

#[test]
fn the_runtime_does_not_outlive_the_watching_process() {
    let machine = Machine::new();
    let mut started = machine.start(&watched());
    let address = started.address();
    started.process.kill().unwrap();
    started.eventually("the runtime is still there", || TcpStream::connect(&address).is_err());
}
