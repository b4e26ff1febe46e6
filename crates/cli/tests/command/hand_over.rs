//! Commands that are not `gelato`'s own: it builds the project's program and becomes it.

use super::assert_says;
use super::machine::Machine;

#[test]
fn gelato_runs_a_command_of_the_program() {
    let machine = Machine::new();
    assert!(machine.gelato(&["synth"]).status().unwrap().success(), "{}", machine.read("said"));
    assert_says(&machine.read("said"), &["wrote terraform/local/main.tf.json"]);
    assert_says(&machine.read("built"), &["build --quiet --message-format=json-render-diagnostics", "--bin shop"]);
    machine.replace("project/terraform/local/main.tf.json", "\"source\"", "\"spoilt\"");
    assert_eq!(machine.gelato(&["synth", "--check"]).status().unwrap().code(), Some(2));
    assert_says(&machine.read("said"), &["hint: run `gelato synth`"]);
}

#[test]
fn the_project_may_be_given() {
    let machine = Machine::new();
    let project = machine.path("project");
    let mut command = machine.gelato(&["--project", project.to_str().unwrap(), "openapi", "--env", "local"]);
    assert!(command.current_dir("/").status().unwrap().success(), "{}", machine.read("said"));
    assert_says(&machine.read("printed"), &["\"openapi\": \"3.1.0\""]);
}

#[test]
fn a_program_that_does_not_build_is_an_error() {
    let machine = Machine::new();
    machine.write("cargo-says", "expected `;`\n");
    assert_eq!(machine.gelato(&["plan", "--env", "local"]).status().unwrap().code(), Some(1));
    assert_says(&machine.read("said"), &["expected `;`", "the project's program `shop` does not build"]);
}

#[test]
fn a_folder_without_a_program_says_what_is_missing() {
    let machine = Machine::new();
    machine.write("project/Cargo.toml", "[workspace]\n");
    assert_eq!(machine.gelato(&["synth"]).status().unwrap().code(), Some(1));
    assert_says(&machine.read("said"), &["is not the folder of a package", "hint: run `gelato` in"]);
    let elsewhere = tempfile::tempdir().unwrap();
    assert_eq!(machine.gelato(&["synth"]).current_dir(elsewhere.path()).status().unwrap().code(), Some(1));
    assert_says(&machine.read("said"), &["no folder `environments`", "hint: run the command inside a project"]);
}

#[test]
fn several_binaries_are_listed() {
    let machine = Machine::new();
    machine.write("project/src/bin/other.rs", "fn main() {}\n");
    assert_eq!(machine.gelato(&["synth"]).status().unwrap().code(), Some(1));
    assert_says(&machine.read("said"), &["several binaries: other, shop", "`default-run`"]);
}
