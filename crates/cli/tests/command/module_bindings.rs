//! `gelato bindings --module`: the committed code is what a module's files give, and what is refused.

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use super::assert_says;
use super::machine::repository;

const SOURCE: &str = "git::https://example.com/queue.git?ref=v1.2.0";

fn bindings(arguments: &[&str]) -> Output {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("gelato"));
    command.current_dir(repository()).arg("bindings").args(arguments).output().unwrap()
}

/// The message for a module with one file.
fn refused(file: &str, text: &str) -> String {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join(file), text).unwrap();
    let out = folder.path().join("out");
    let arguments = ["--module", path(folder.path()), "--source", SOURCE, "--out", path(&out)];
    let said = message(&bindings(&arguments));
    assert!(!out.exists(), "something was written");
    said
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[track_caller]
fn message(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The files of the module are HCL and JSON; the suite of `gelato` compiles the code and calls the module.
#[test]
fn the_committed_code_is_what_the_module_gives() {
    let module = "crates/cli/tests/fixtures/modules/queue";
    let out = "crates/gelato/tests/fixtures/called_modules";
    let output = bindings(&["--module", module, "--source", SOURCE, "--out", out, "--check"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn runs_for_several_modules_add_up() {
    let out = TempDir::new().unwrap();
    let module = "crates/cli/tests/fixtures/modules/queue";
    for name in ["queue", "other_queue", "static"] {
        let arguments = ["--module", module, "--source", SOURCE, "--name", name, "--out", path(out.path())];
        assert!(bindings(&arguments).status.success());
    }
    let listed = std::fs::read_to_string(out.path().join("mod.rs")).unwrap();
    for line in ["mod other_queue;", "mod queue;", "mod r#static;"] {
        assert!(listed.contains(line), "{listed}");
    }
    let code = std::fs::read_to_string(out.path().join("other_queue.rs")).unwrap();
    assert!(code.contains("pub struct OtherQueueDeadLettersAlarm {"), "{code}");
    // The default of a sensitive variable is nobody's business.
    assert!(!code.contains("initial") && code.contains("Default: `345600`."), "{code}");
}

#[test]
fn what_is_no_module_is_refused_with_its_place() {
    let said = refused("main.tf", "variable \"a\" {\n  type = string\n}\noutput \"b\" {\n  value = = 1\n}\n");
    assert_says(&said, &["is not a module that can be read", "main.tf: ", "line 5, column 11"]);
    let said = refused("main.tf.json", "{\n  \"variable\": {\n    \"a\": {,}\n  }\n}\n");
    assert_says(&said, &["main.tf.json: ", "line 3 column 11"]);
    let said = refused("main.tf", "variable \"a\" {\n  type = strin\n}\n");
    assert_says(&said, &["main.tf", "variable.a: `type`: `strin` is not a type; allowed are string, number"]);
    let said = refused("main.tf", "output \"a\" {}\n");
    assert_says(&said, &["main.tf", "output.a: `value` is missing"]);
    assert_says(&refused("readme.md", "nothing"), &["no `*.tf.json` or `*.tf` file here"]);
    let said = message(&bindings(&["--module", "no/such", "--source", SOURCE, "--out", "no/out"]));
    assert_says(&said, &["`no/such` is not a module that can be read", "No such file or directory"]);
}

#[test]
fn a_source_without_a_version_is_refused() {
    let module = "crates/cli/tests/fixtures/modules/queue";
    let said = |source: &[&str]| message(&bindings(&[&["--module", module, "--out", "no/out"], source].concat()));
    assert_says(
        &said(&["--source", "terraform-aws-modules/vpc/aws"]),
        &["the module `terraform-aws-modules/vpc/aws` has no version; allowed: an exact version, such as `5.1.2`"],
    );
    assert_says(
        &said(&["--source", "terraform-aws-modules/vpc/aws", "--version", "~> 5.1"]),
        &["the version `~> 5.1` of the module"],
    );
    assert_says(&said(&["--source", "git::https://example.com/a.git"]), &["has no `ref`", "hint: without one"]);
    assert_says(&said(&["--source", "s3::https://s3.amazonaws.com/a/b.zip"]), &["cannot be pinned to a version"]);
    assert_says(
        &said(&["--source", SOURCE, "--name", "2nd"]),
        &["cannot be called `2nd`", "hint: name them with `--name`"],
    );
    let elsewhere = TempDir::new().unwrap();
    std::fs::write(elsewhere.path().join("main.tf"), "").unwrap();
    let said = message(&bindings(&["--module", path(elsewhere.path()), "--out", "no/out"]));
    assert_says(&said, &["where do programs call the module", "hint: say it with `--source`"]);
}

/// A module below the project is local.
#[test]
fn a_folder_of_the_project_is_its_own_source() {
    let out = TempDir::new().unwrap();
    let module = repository().join("crates/cli/tests/fixtures/modules/queue");
    assert!(bindings(&["--module", path(&module), "--out", path(out.path())]).status.success());
    let code = std::fs::read_to_string(out.path().join("queue.rs")).unwrap();
    assert!(code.contains("ModuleSource::local(\"./crates/cli/tests/fixtures/modules/queue\")"), "{code}");
}
