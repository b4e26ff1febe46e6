//! The command itself: what it tells when it starts, when it does not, and how it ends.

use std::net::TcpListener;

use rustix::process::Signal;
use serde_json::json;

use crate::client::Client;
use crate::runtime::{Runtime, eventually, lives, refused};
use crate::stack::Stack;

const QUIET: &str = "echo $$ > process; sleep 600 & echo $! > grandchild";

#[test]
fn a_port_that_is_taken_is_told() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let port = address.rsplit(':').next().expect("a port");
    let told = refused(&Stack::doing(""), &["--port", port]);
    assert!(told.contains(&format!("error: {address} cannot be bound")), "{told}");
    assert!(told.contains("choose another with `--port` (0 takes any)"), "{told}");
}

#[test]
fn strict_refuses_what_would_be_ignored() {
    let stack = Stack::doing("");
    stack.resource("aws_vpc", "main", &json!({ "cidr_block": "10.0.0.0/16" }));
    let told = refused(&stack, &["--strict", "--port", "0"]);
    for wanted in
        ["cannot be run", "main.tf.json: resource.aws_vpc.main: aws_vpc.main: resources of the type `aws_vpc`"]
    {
        assert!(told.contains(wanted), "{told}");
    }
    let runtime = Runtime::start(&stack, &[]);
    assert!(runtime.told().contains("warning: not as on AWS here"), "{}", runtime.told());
}

#[test]
fn a_zip_that_is_missing_is_told() {
    let stack = Stack::doing("");
    std::fs::remove_file(stack.zip_path()).expect("a file");
    let told = refused(&stack, &["--port", "0"]);
    assert!(told.contains("notifier.zip: No such file or directory"), "{told}");
}

#[test]
fn a_program_for_another_machine_is_told() {
    let stack = Stack::doing("");
    // The head of an ELF file for the 68000, which nobody tests with.
    let mut program = vec![0; 20];
    program[..4].copy_from_slice(b"\x7fELF");
    program[18..20].copy_from_slice(&[4, 0]);
    stack.zip(&program);
    let told = refused(&stack, &["--port", "0"]);
    assert!(told.contains("`bootstrap` is built for another machine, and this machine is"), "{told}");
    assert!(told.contains("hint: "), "{told}");
}

#[test]
fn who_may_reach_it_is_told_where_that_is_not_only_this_machine() {
    let stack = Stack::doing("");
    let runtime = Runtime::start(&stack, &["--host", "0.0.0.0"]);
    assert!(runtime.told().contains("can be reached from other machines"), "{}", runtime.told());
    drop(runtime);
    let runtime = Runtime::start(&stack, &[]);
    assert!(!runtime.told().contains("other machines"), "{}", runtime.told());
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_ends_it_ends_what_functions_started() {
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
fn it_ends_with_its_input_where_it_is_told_so() {
    let stack = Stack::doing("");
    assert!(Runtime::start_with_input(&stack, &["--until-end-of-input"]).end_input());
}

#[test]
fn a_later_value_wins_whether_it_comes_from_a_file_or_not() {
    let stack = Stack::doing("");
    stack.write("prod.tfvars.json", r#"{"phone_numbers": ["not a number"]}"#);
    let file = stack.folder().join("prod.tfvars.json").display().to_string();
    let told = refused(&stack, &["--port", "0", "--var", "phone_numbers=[]", "--var-file", &file]);
    assert!(told.contains("variable.phone_numbers"), "{told}");
    Runtime::start(&stack, &["--var-file", &file, "--var", "phone_numbers=[]"]);
}
