//! Standard output: a failed write is reported, but a reader that goes away is not.

use std::process::{Command, Output, Stdio};

use super::project_copy::ProjectCopy;

/// Runs a line in a shell, in which `gelato` is the parlour's program.
fn shell(project: &ProjectCopy, line: &str) -> Output {
    let gelato = assert_cmd::cargo::cargo_bin("parlour");
    let line = format!("gelato() {{ {} \"$@\"; }}; {line}", gelato.display());
    Command::new("bash").args(["-c", &line]).current_dir(project.folder()).output().unwrap()
}

#[track_caller]
fn fails(line: &str, expected: &[&str]) {
    let done = shell(&ProjectCopy::synthesised(), line);
    let said = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(1), "{line}: {said}");
    for part in expected {
        assert!(said.contains(part), "{line}: `{part}` is not in:\n{said}");
    }
}

#[test]
fn a_closed_standard_output_is_an_error() {
    let commands =
        ["openapi --env dev", "openapi --env dev --out -", "synth --explain-exceptions", "output --env local"];
    for command in commands {
        fails(&format!("gelato {command} >&-"), &["error: standard output is closed", "hint: "]);
    }
}

#[test]
fn a_full_disk_is_an_error() {
    let full = ["error: cannot write to standard output", "No space left", "hint: "];
    fails("gelato openapi --env dev > /dev/full", &full);
    fails("gelato synth --explain-exceptions > /dev/full", &full);
    fails("echo >> modules/table/main.tf.json; gelato synth --check > /dev/full", &full);
}

#[test]
fn a_reader_that_goes_away_is_not_reported() {
    let project = ProjectCopy::synthesised();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut gelato = Command::new(assert_cmd::cargo::cargo_bin("parlour"));
    gelato.args(["openapi", "--env", "dev"]).current_dir(project.folder()).stdout(writer).stderr(Stdio::piped());
    let done = gelato.spawn().unwrap().wait_with_output().unwrap();
    assert_eq!((done.status.code(), String::from_utf8(done.stderr).unwrap()), (Some(141), String::new()));
}

#[test]
fn discarded_output_is_not_an_error() {
    let project = ProjectCopy::synthesised();
    assert!(shell(&project, "gelato openapi --env dev > /dev/null").status.success());
    assert!(shell(&project, "gelato openapi --env dev --out api.json >&-").status.success());
    assert!(shell(&project, "gelato synth >&- 2>&-").status.success());
}
