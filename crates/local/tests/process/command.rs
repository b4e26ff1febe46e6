//! The command: its messages at the start, its errors, and how it ends.

use std::net::TcpListener;

use rustix::process::Signal;
use serde_json::json;

use crate::client::Client;
use crate::runtime::{Runtime, eventually, lives, refused};
use crate::stack::Stack;

const QUIET: &str = "echo $$ > process; sleep 600 & echo $! > grandchild";

#[test]
fn a_port_in_use_is_reported() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let port = address.rsplit(':').next().expect("a port");
    let error = refused(&Stack::doing(""), &["--port", port]);
    assert!(error.contains(&format!("error: {address} cannot be bound")), "{error}");
    assert!(error.contains("choose another port with `--port`"), "{error}");
}

#[test]
fn strict_rejects_ignored_resources() {
    let stack = Stack::doing("");
    stack.resource("aws_vpc", "main", &json!({ "cidr_block": "10.0.0.0/16" }));
    let error = refused(&stack, &["--strict", "--port", "0"]);
    for wanted in ["cannot be run", "main.tf.json: resource.aws_vpc.main: aws_vpc.main: the resource type `aws_vpc`"] {
        assert!(error.contains(wanted), "{error}");
    }
    let runtime = Runtime::start(&stack, &[]);
    assert!(runtime.stderr().contains("warning: differs from AWS here"), "{}", runtime.stderr());
}

#[test]
fn a_missing_zip_is_reported() {
    let stack = Stack::doing("");
    std::fs::remove_file(stack.zip_path()).expect("a file");
    let error = refused(&stack, &["--port", "0"]);
    assert!(error.contains("notifier.zip: No such file or directory"), "{error}");
}

#[test]
fn a_program_for_another_architecture_is_reported() {
    let stack = Stack::doing("");
    // The header of an ELF file for the 68000, which is no test machine.
    let mut program = vec![0; 20];
    program[..4].copy_from_slice(b"\x7fELF");
    program[18..20].copy_from_slice(&[4, 0]);
    stack.zip(&program);
    let error = refused(&stack, &["--port", "0"]);
    assert!(error.contains("`bootstrap` is built for another machine, and this machine is"), "{error}");
    assert!(error.contains("hint: "), "{error}");
}

#[test]
fn listening_for_other_machines_is_reported() {
    let stack = Stack::doing("");
    let runtime = Runtime::start(&stack, &["--host", "0.0.0.0"]);
    assert!(runtime.stderr().contains("can be reached from other machines"), "{}", runtime.stderr());
    drop(runtime);
    let runtime = Runtime::start(&stack, &[]);
    assert!(!runtime.stderr().contains("other machines"), "{}", runtime.stderr());
}

#[tokio::test(flavor = "multi_thread")]
async fn however_it_ends_no_process_of_a_function_is_left() {
    for signal in [Signal::INT, Signal::TERM, Signal::HUP, Signal::KILL] {
        let stack = Stack::doing(QUIET);
        let runtime = Runtime::start(&stack, &[]);
        assert_eq!(Client::new(runtime.address).post("Pistachio", "2.00").await.map(|answer| answer.status), Some(200));
        eventually("the function never ran", || !stack.read("answered").is_empty());
        let processes = [stack.read("process"), stack.read("grandchild")];
        assert!(processes.iter().all(|id| lives(id)), "{processes:?}");
        let ended_well = runtime.signal(signal);
        assert_eq!(ended_well, signal != Signal::KILL, "{signal:?}");
        eventually("a process outlived the runtime", || !processes.iter().any(|id| lives(id)));
    }
}

#[test]
fn it_ends_with_its_input_if_the_option_is_set() {
    let stack = Stack::doing("");
    assert!(Runtime::start_with_input(&stack, &["--until-end-of-input"]).end_input());
}

#[test]
fn later_values_take_precedence_in_files_and_on_the_command_line() {
    let stack = Stack::doing("");
    stack.write("prod.tfvars.json", r#"{"phone_numbers": ["not a number"]}"#);
    let file = stack.folder().join("prod.tfvars.json").display().to_string();
    let error = refused(&stack, &["--port", "0", "--var", "phone_numbers=[]", "--var-file", &file]);
    assert!(error.contains("variable.phone_numbers"), "{error}");
    Runtime::start(&stack, &["--var-file", &file, "--var", "phone_numbers=[]"]);
}
