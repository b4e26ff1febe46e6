//! Input from the shell: variables that change Terraform's behaviour, missing folders, and control characters that a
//! terminal would interpret.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;

use assert_cmd::Command;

use super::project_copy::ProjectCopy;
use super::terraform_cli::Machine;

const PLAN: [&str; 4] = ["plan", "--env", "dev", "--as-is"];

/// A machine with a Terraform that does nothing, and placeholders for bundles.
fn machine() -> Machine {
    let machine = Machine::new().with_terraform("1.11.4");
    machine.project.write("dist/dev/notifier.zip", "not built for a plan");
    machine.project.write("dist/local/notifier.zip", "not built for a plan");
    machine
}

fn gelato(machine: &Machine, arguments: &[&str]) -> Command {
    let mut command = machine.gelato(arguments);
    command.env("AWS_ACCESS_KEY_ID", "none").env("AWS_SECRET_ACCESS_KEY", "none");
    command
}

/// The error message of a command that must fail.
fn said(command: &mut Command) -> String {
    String::from_utf8(command.assert().code(1).get_output().stderr.clone()).unwrap()
}

/// Asserts that a command fails and that its message has all of these parts.
#[track_caller]
fn fails(command: &mut Command, expected: &[&str]) {
    let said = said(command);
    for part in expected {
        assert!(said.contains(part), "`{part}` is not in:\n{said}");
    }
}

#[test]
fn another_workspace_is_refused_in_aws() {
    let machine = machine();
    let expected = ["TF_WORKSPACE chooses the workspace `other` for `dev`", "hint: ", "`--workspace other`"];
    for command in [&PLAN[..], &["apply", "--env", "dev", "--as-is", "--yes"], &["output", "--env", "dev"]] {
        fails(gelato(&machine, command).env("TF_WORKSPACE", "other"), &expected);
    }
    assert_eq!(machine.calls(), Vec::<String>::new());
}

#[test]
fn a_selected_workspace_is_refused_like_one_from_the_shell() {
    let machine = machine();
    machine.project.write("terraform/dev/.terraform/environment", "other");
    fails(&mut gelato(&machine, &PLAN), &["terraform/dev/.terraform/environment` chooses the workspace `other`"]);
    machine.project.write("terraform/dev/.terraform/environment", "default");
    fails(&mut gelato(&machine, &PLAN), &["planning `dev`\n"]);
}

#[test]
fn a_confirmed_workspace_is_used_and_shown() {
    let machine = machine();
    let asked = [&PLAN[..], &["--workspace", "other"]].concat();
    fails(gelato(&machine, &asked).env("TF_WORKSPACE", "other"), &["planning `dev` in the workspace `other`"]);
    fails(gelato(&machine, &asked).env("TF_WORKSPACE", "third"), &["would use the workspace `third`"]);
    fails(&mut gelato(&machine, &asked), &["would use the workspace `default`", "hint: set TF_WORKSPACE=other"]);
}

#[test]
fn another_workspace_for_this_machine_is_shown() {
    let machine = machine();
    let mut command = gelato(&machine, &["plan", "--env", "local", "--as-is"]);
    fails(command.env("TF_WORKSPACE", "other"), &["planning `local` in the workspace `other`"]);
}

#[test]
fn every_root_has_its_own_data_folder() {
    let machine = machine();
    let calls = machine.path("calls").display().to_string();
    let script = format!(
        "echo \"$1 [${{TF_DATA_DIR-unset}}]\" >> {calls}\n\
         if [ \"$1\" = version ]; then echo '{{\"terraform_version\":\"1.11.4\"}}'; fi"
    );
    let machine = machine.with_program("terraform", &script);
    let mut command = gelato(&machine, &["output", "--env", "dev"]);
    let assert = command.env("TF_DATA_DIR", machine.path("data")).assert().success();
    assert!(String::from_utf8_lossy(&assert.get_output().stderr).contains("TF_DATA_DIR is not used"));
    assert!(machine.calls().iter().all(|call| call.ends_with("[unset]")), "{:?}", machine.calls());
}

#[test]
fn arguments_in_variables_are_refused_like_those_on_the_command_line() {
    let machine = machine();
    for (name, value, hint) in [
        ("TF_CLI_ARGS_plan", "-destroy", "use `destroy`"),
        ("TF_CLI_ARGS", "-no-color -auto-approve", "`--yes` before the `--`"),
    ] {
        fails(gelato(&machine, &PLAN).env(name, value), &[&format!("error: {name} cannot be used"), hint]);
    }
    let expected = ["TF_CLI_ARGS_plan adds `-parallelism=2`"];
    fails(gelato(&machine, &PLAN).env("TF_CLI_ARGS_plan", "-parallelism=2"), &expected);
}

#[test]
fn a_missing_temporary_folder_is_reported_with_its_variable() {
    let machine = machine();
    let expected = ["`/nowhere/at/all`, which TMPDIR names", "hint: create the folder", "caused by: No such file"];
    fails(gelato(&machine, &PLAN).env("TMPDIR", "/nowhere/at/all"), &expected);
    machine.gelato(&["synth"]).env("TMPDIR", "/nowhere/at/all").assert().success();
}

#[test]
fn a_project_whose_path_is_not_utf8_is_refused() {
    let project = ProjectCopy::empty();
    let folder = project.folder().join(OsStr::from_bytes(b"caf\xe9"));
    fs::rename(project.path("environments"), project.path("kept")).unwrap();
    fs::create_dir(&folder).unwrap();
    fs::rename(project.path("kept"), folder.join("environments")).unwrap();
    let expected = ["the project's path", "is not UTF-8", "hint: rename the folder"];
    fails(project.gelato(&["synth"]).current_dir(&folder), &expected);
    fails(project.gelato(&["synth", "--project"]).arg(&folder), &expected);
}

/// An error whose text already contains its cause does not repeat it.
#[test]
fn no_cause_is_printed_twice() {
    let project = ProjectCopy::empty();
    fs::create_dir(project.path("environments/folder.toml")).unwrap();
    let missing_schema = ["bindings", "--schema", "missing.json", "--resource", "aws_x", "--out", "out"];
    for arguments in [&["openapi", "--env", "folder"][..], &missing_schema, &["bindings", "--config", "missing.toml"]] {
        let said = said(&mut project.gelato(arguments));
        let mut causes: Vec<_> = said.lines().filter_map(|line| line.strip_prefix("caused by: ")).collect();
        let all = causes.len();
        causes.sort_unstable();
        causes.dedup();
        assert_eq!(causes.len(), all, "{said}");
        assert!(causes.iter().all(|cause| said.matches(cause).count() == 1), "{said}");
    }
}

/// Text from a file, a name or Terraform cannot control the terminal or imitate a line of this program.
#[test]
fn foreign_text_reaches_the_terminal_escaped() {
    let forged = "x\u{1b}[31m\nhint: run something else";
    let project = ProjectCopy::empty();
    let setting = format!("{} = 1\n", serde_json::Value::from(forged));
    project.write("environments/key.toml", &setting);
    project.write("environments/value.toml", &setting.replace(" = 1", "").replacen('"', "region = \"", 1));
    let machine = machine().with_program(
        "terraform",
        "if [ \"$1\" = version ]; then echo '{\"terraform_version\":\"1.11.4\"}'; exit; fi\n\
         printf 'Error: x\\033[31m\\nhint: run something else\\n' >&2; exit 1",
    );
    let commands = [
        project.gelato(&["openapi", "--env", "key"]),
        project.gelato(&["openapi", "--env", "value"]),
        project.gelato(&["openapi", "--env", forged]),
        project.gelato(&["openapi", "--env", "dev", "--out", &format!("environments/{forged}/")]),
        gelato(&machine, &["output", "--env", "dev"]),
    ];
    for mut command in commands {
        let said = said(&mut command);
        assert!(!said.contains('\u{1b}') && said.contains("x\\u{1b}[31m"), "{said}");
        assert!(!said.lines().any(|line| line.starts_with("hint: run something")), "{said}");
    }
}

#[test]
fn an_invalid_state_key_is_refused() {
    let project = ProjectCopy::empty();
    let kept = project.read("environments/prod.toml");
    let key = kept.lines().find(|line| line.trim_start().starts_with("key = ")).unwrap().to_owned();
    for wrong in ["", " ", "/a", "a/", "a//b", "a/./b", "../a", "a\\nb", "a\\u0000", " a", "a ", "env:/x/a"] {
        project.write("environments/prod.toml", &kept.replace(&key, &format!("key = \"{wrong}\"")));
        fails(
            &mut project.gelato(&["openapi", "--env", "prod"]),
            &["is not a state's key: allowed are", "in `backend"],
        );
    }
    let long = "a".repeat(1025);
    project.write("environments/prod.toml", &kept.replace(&key, &format!("key = \"{long}\"")));
    fails(&mut project.gelato(&["openapi", "--env", "prod"]), &["1 to 1024 bytes"]);
}

/// Asserts that a command fails with a message without control characters and without a forged line.
#[track_caller]
fn is_harmless(command: &mut Command, status: i32) {
    let assert = command.assert().code(status);
    let said = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    assert!(!said.chars().any(|character| character.is_control() && character != '\n'), "{said:?}");
    assert!(!said.lines().any(|line| line.starts_with("hint: forged")) && said.contains("forged"), "{said}");
}

#[test]
fn arguments_and_variables_cannot_forge_a_line() {
    const HOSTILE: &str = "a\nhint: forged\u{1b}[2J\r";
    let machine = machine();
    for arguments in [
        &["bindings", "--config", HOSTILE][..],
        &["bindings", "--schema", HOSTILE, "--resource", "aws_sns_topic", "--out", "out"],
        &["openapi", "--env", "dev", "--out", &format!("environments/dev.toml/{HOSTILE}")],
        &["openapi", "--env", HOSTILE],
        &["synth", "--project", HOSTILE],
        &["plan", "--env", "dev", "--as-is", "--workspace", HOSTILE],
    ] {
        is_harmless(&mut gelato(&machine, arguments), 1);
    }
    is_harmless(gelato(&machine, &PLAN).env("GELATO_PLUGIN_DIR", HOSTILE), 1);
    is_harmless(gelato(&machine, &PLAN).env("TMPDIR", HOSTILE), 1);
    for arguments in [&[HOSTILE][..], &["synth", HOSTILE], &[&format!("--{HOSTILE}")]] {
        is_harmless(&mut gelato(&machine, arguments), 2);
    }
}
