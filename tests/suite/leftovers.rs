//! Temporary files of killed runs, and which of them the next run may remove.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use super::project_copy::{ProjectCopy, files_below, repository};

/// The files named like the temporary file of a write in progress.
fn partial(folder: &Path) -> Vec<String> {
    let names = files_below(folder).into_iter().map(|file| file.display().to_string());
    names.filter(|name| name.contains(".gelato-")).collect()
}

/// Leftovers are removed even if there is nothing else to write.
#[test]
fn leftovers_are_removed_by_the_next_run() {
    let project = ProjectCopy::synthesised();
    for folder in ["modules/table", "terraform/dev", "modules"] {
        project.write(&format!("{folder}/.gelato-aB3xYz"), "{ \"half");
    }
    fs::remove_file(project.path("modules/.gelato-aB3xYz")).unwrap();
    project.gelato(&["synth", "--check"]).assert().success();
    assert_eq!(partial(project.folder()).len(), 2, "--check writes nothing");
    project.gelato(&["synth"]).assert().success();
    assert_eq!(partial(project.folder()), Vec::<String>::new());
}

#[test]
fn other_files_with_similar_names_are_kept() {
    let project = ProjectCopy::synthesised();
    let kept = [".gelato-config", ".gelato-notes.md", ".gelato-A1b2C3d", "gelato-A1b2C3", ".gelato-"];
    for name in kept {
        project.write(&format!("modules/table/{name}"), "mine");
    }
    fs::create_dir(project.path("modules/table/.gelato-A1b2C3")).unwrap();
    project.gelato(&["synth"]).assert().success();
    for name in kept.into_iter().chain([".gelato-A1b2C3"]) {
        assert!(project.path(&format!("modules/table/{name}")).exists(), "{name} is gone");
    }
}

/// A lock is released when its process ends.
#[test]
fn a_file_that_another_run_is_writing_is_kept() {
    let project = ProjectCopy::synthesised();
    project.write("modules/table/.gelato-A1b2C3", "half");
    let writing = File::open(project.path("modules/table/.gelato-A1b2C3")).unwrap();
    writing.lock().unwrap();
    project.gelato(&["synth"]).assert().success();
    assert!(project.path("modules/table/.gelato-A1b2C3").exists());
    drop(writing);
    project.gelato(&["synth"]).assert().success();
    assert_eq!(partial(project.folder()), Vec::<String>::new());
}

/// The system kills a process that writes more to a file than its limit allows, here between creation and rename.
#[test]
fn the_next_run_removes_the_leftovers_of_a_killed_one() {
    let project = ProjectCopy::empty();
    let line = format!("ulimit -c 0; ulimit -f 1; exec {} synth", assert_cmd::cargo::cargo_bin("parlour").display());
    let killed = Command::new("bash").args(["-c", &line]).current_dir(project.folder()).output().unwrap();
    assert!(killed.status.code().is_none(), "not killed by a signal: {killed:?}");
    assert_eq!(partial(project.folder()).len(), 1, "no leftover, so this test proves nothing");
    project.gelato(&["synth"]).assert().success();
    assert_eq!(partial(project.folder()), Vec::<String>::new());
}

/// Kills runs at different moments: the last run must complete the project.
#[test]
#[ignore = "slow (kills): `make test-all` runs it"]
fn a_run_killed_at_any_moment_is_completed_by_the_next() {
    let project = ProjectCopy::empty();
    let synth = || {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin("parlour"));
        command.arg("synth").current_dir(project.folder()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    };
    for moment in 0..40 {
        for folder in ["modules", "terraform"] {
            let _ = fs::remove_dir_all(project.path(folder));
        }
        let mut killed = synth();
        sleep(Duration::from_millis(moment * 5));
        killed.kill().unwrap();
        killed.wait().unwrap();
    }
    project.gelato(&["synth"]).assert().success();
    project.gelato(&["synth", "--check"]).assert().success();
    assert_eq!(partial(project.folder()), Vec::<String>::new());
}

/// Concurrent runs never remove each other's files.
#[test]
fn concurrent_runs_all_succeed() {
    let project = ProjectCopy::empty();
    let spawn = |_| {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin("parlour"));
        command.args(["openapi", "--env", "dev", "--out", "out/api.json"]).current_dir(project.folder());
        command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let runs: Vec<_> = (0..8).map(spawn).collect();
    for run in runs {
        let done = run.wait_with_output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    assert_eq!(partial(project.folder()), Vec::<String>::new());
}

#[test]
fn git_ignores_leftovers() {
    let mut git = Command::new("git");
    git.args(["check-ignore", "-q", "modules/table/.gelato-A1b2C3"]).current_dir(repository());
    assert!(git.status().unwrap().success());
}
