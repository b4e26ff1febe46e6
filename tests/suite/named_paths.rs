//! Output paths given by the user: an existing file is updated, or left alone with a reason, and nothing blocks
//! forever.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::project_copy::{ProjectCopy, files_below};

/// Far longer than a command needs. Opening a FIFO that nobody reads would block forever.
const PATIENCE: Duration = Duration::from_mins(1);

fn openapi(project: &ProjectCopy, out: &str) -> assert_cmd::Command {
    let mut command = project.gelato(&["openapi", "--env", "dev", "--out", out]);
    command.timeout(PATIENCE);
    command
}

/// Asserts that the command fails with all of these parts in its message, and leaves no other file behind.
#[track_caller]
fn refused(project: &ProjectCopy, out: &str, expected: &[&str]) {
    let before = files_below(project.folder());
    let assert = openapi(project, out).assert().code(1);
    let said = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    for part in [&[&format!("cannot write `{out}`"), "hint: "], expected].concat() {
        assert!(said.contains(part), "`{part}` is not in:\n{said}");
    }
    assert_eq!(files_below(project.folder()), before);
}

/// Asserts that a file holds the document.
#[track_caller]
fn is_document(file: &Path) {
    let text = fs::read_to_string(file).unwrap();
    assert!(serde_json::from_str::<serde_json::Value>(&text).unwrap()["openapi"].is_string(), "{text}");
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_dash_means_standard_output() {
    let project = ProjectCopy::empty();
    let assert = openapi(&project, "-").assert().success();
    assert!(assert.get_output().stdout.starts_with(b"{"), "no document");
    assert!(!project.path("-").exists());
}

#[test]
fn a_symbolic_link_is_kept_and_its_target_written_with_its_mode() {
    let project = ProjectCopy::empty();
    project.write("docs/api.json", "old");
    set_mode(&project.path("docs/api.json"), 0o640);
    symlink("docs/api.json", project.path("one.json")).unwrap();
    symlink(project.path("one.json"), project.path("two.json")).unwrap();
    openapi(&project, "two.json").assert().success();
    is_document(&project.path("docs/api.json"));
    assert_eq!(fs::metadata(project.path("docs/api.json")).unwrap().mode() & 0o7777, 0o640);
    assert_eq!(fs::read_link(project.path("one.json")).unwrap(), Path::new("docs/api.json"));
    assert!(project.path("two.json").is_symlink());
}

#[test]
fn a_dangling_link_is_followed_if_its_folder_exists() {
    let project = ProjectCopy::empty();
    symlink("environments/api.json", project.path("link.json")).unwrap();
    openapi(&project, "link.json").assert().success();
    is_document(&project.path("environments/api.json"));
    symlink("nowhere/api.json", project.path("lost.json")).unwrap();
    refused(&project, "lost.json", &["nowhere/api.json`, and that folder does not exist"]);
}

#[test]
fn a_cycle_of_links_is_refused() {
    let project = ProjectCopy::empty();
    symlink("b", project.path("a")).unwrap();
    symlink("a", project.path("b")).unwrap();
    refused(&project, "a", &["form a cycle"]);
}

/// The mode applies to the superuser too.
#[test]
fn a_read_only_file_and_a_read_only_folder_are_refused() {
    let project = ProjectCopy::empty();
    project.write("api.json", "mine");
    set_mode(&project.path("api.json"), 0o444);
    refused(&project, "api.json", &["read-only (mode 0444)", "chmod u+w"]);
    assert_eq!(project.read("api.json"), "mine");
    project.write("docs/README", "");
    set_mode(&project.path("docs"), 0o555);
    refused(&project, "docs/api.json", &["its folder `docs` is not writable"]);
}

#[test]
fn a_file_with_several_hard_links_is_refused() {
    let project = ProjectCopy::empty();
    project.write("api.json", "shared");
    fs::hard_link(project.path("api.json"), project.path("other.json")).unwrap();
    refused(&project, "api.json", &["has 2 hard links"]);
    assert_eq!(project.read("other.json"), "shared");
}

#[test]
fn anything_but_a_regular_file_is_refused_and_left_alone() {
    let project = ProjectCopy::empty();
    assert!(Command::new("mkfifo").arg(project.path("fifo")).status().unwrap().success());
    let _socket = UnixListener::bind(project.path("socket")).unwrap();
    symlink("fifo", project.path("link")).unwrap();
    refused(&project, "fifo", &["it is a FIFO"]);
    refused(&project, "link", &["it is a FIFO"]);
    refused(&project, "socket", &["it is a socket"]);
    refused(&project, "/dev/null", &["it is a device", "--out -"]);
    refused(&project, "environments", &["it is a folder"]);
    refused(&project, "new/", &["it is a folder"]);
}

#[test]
fn a_new_file_has_the_mode_that_the_umask_leaves() {
    let project = ProjectCopy::empty();
    let gelato = assert_cmd::cargo::cargo_bin("parlour");
    let line = format!("umask 027; exec {} openapi --env dev --out new/api.json", gelato.display());
    let status = Command::new("sh").args(["-c", &line]).current_dir(project.folder()).status().unwrap();
    assert!(status.success());
    assert_eq!(fs::metadata(project.path("new/api.json")).unwrap().mode() & 0o7777, 0o640);
}

#[test]
fn a_fifo_in_the_project_does_not_block() {
    let project = ProjectCopy::synthesised();
    fs::remove_file(project.path("modules/table/main.tf.json")).unwrap();
    for name in ["modules/table/main.tf.json", "modules/table/extra.tf.json", "terraform/dev/.gelato-A1b2C3"] {
        assert!(Command::new("mkfifo").arg(project.path(name)).status().unwrap().success());
    }
    let assert = project.gelato(&["synth"]).timeout(PATIENCE).assert().code(1);
    let said = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    assert!(said.contains("modules/table/main.tf.json`") && said.contains("it is a FIFO"), "{said}");
    fs::remove_file(project.path("modules/table/main.tf.json")).unwrap();
    project.gelato(&["synth"]).timeout(PATIENCE).assert().success();
    assert!(Command::new("mkfifo").arg(project.path("environments/odd.toml")).status().unwrap().success());
    let assert = project.gelato(&["synth"]).timeout(PATIENCE).assert().code(1);
    let said = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    assert!(said.contains("odd.toml`") && said.contains("it is a FIFO"), "{said}");
}

#[test]
fn bindings_are_only_written_to_a_folder() {
    let project = ProjectCopy::empty();
    let schema = super::project_copy::repository().join("schemas/hashicorp/aws/6.69.1.json");
    project.write("file", "mine");
    for (out, expected) in [("-", "several files"), ("file", "`file` is not a folder")] {
        let arguments = ["bindings", "--schema", schema.to_str().unwrap(), "--resource", "aws_sqs_queue", "--out", out];
        let assert = project.gelato(&arguments).timeout(PATIENCE).assert().code(1);
        let said = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
        assert!(said.contains(expected) && said.contains("hint: name a folder"), "{said}");
    }
    assert_eq!(project.read("file"), "mine");
}
