//! `synth`: the files that it writes, those that it leaves alone, and its messages.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use assert_cmd::assert::Assert;

use super::project_copy::{ProjectCopy, files_below, repository};

/// The generated files in the project's folder, with their texts.
fn generated(folder: &Path) -> Vec<(String, String)> {
    let read = |top: &'static str| {
        let folder = folder.join(top);
        files_below(&folder)
            .into_iter()
            .filter(|file| is_generated(file))
            .map(move |file| (format!("{top}/{}", file.display()), fs::read_to_string(folder.join(&file)).unwrap()))
    };
    read("modules").chain(read("terraform")).collect()
}

fn is_generated(file: &Path) -> bool {
    let name = file.to_string_lossy();
    name.ends_with(".tf.json") || name.ends_with("README.md")
}

fn names(files: &[(String, String)]) -> Vec<&str> {
    files.iter().map(|(name, _)| name.as_str()).collect()
}

fn stdout(assert: &Assert) -> String {
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

fn stderr(assert: &Assert) -> String {
    String::from_utf8(assert.get_output().stderr.clone()).unwrap()
}

#[track_caller]
fn assert_says(text: &str, expected: &[&str]) {
    for part in expected {
        assert!(text.contains(part), "`{part}` is not in:\n{text}");
    }
}

#[test]
fn all_modules_and_roots_are_written() {
    let project = ProjectCopy::empty();
    project.gelato(&["synth"]).assert().success();
    let files = generated(project.folder());
    for module in ["api", "notifier", "table"] {
        for file in ["README.md", "main.tf.json", "outputs.tf.json", "variables.tf.json", "versions.tf.json"] {
            assert!(names(&files).contains(&format!("modules/{module}/{file}").as_str()), "{module}/{file}");
        }
    }
    for root in ["dev", "local", "prod", "staging"] {
        for file in ["main", "outputs", "providers", "variables", "versions"] {
            let name = format!("terraform/{root}/{file}.tf.json");
            assert!(names(&files).contains(&name.as_str()), "{name}");
        }
    }
}

#[test]
fn the_committed_files_are_up_to_date() {
    let project = ProjectCopy::empty();
    project.gelato(&["synth"]).assert().success();
    let (made, committed) = (generated(project.folder()), generated(repository()));
    assert_eq!(names(&made), names(&committed), "run `gelato synth` and commit");
    for (made, committed) in made.iter().zip(&committed) {
        assert_eq!(made, committed, "run `gelato synth` and commit");
    }
}

#[test]
fn unchanged_files_are_not_rewritten() {
    let project = ProjectCopy::empty();
    project.gelato(&["synth"]).assert().success();
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let first = generated(project.folder());
    for (name, _) in &first {
        fs::File::options().write(true).open(project.path(name)).unwrap().set_modified(long_ago).unwrap();
    }
    let assert = project.gelato(&["synth"]).assert().success();
    assert_says(&stderr(&assert), &["synthesised: 0 files changed"]);
    assert_eq!(generated(project.folder()), first);
    for (name, _) in &first {
        assert_eq!(fs::metadata(project.path(name)).unwrap().modified().unwrap(), long_ago, "{name} was written");
    }
}

#[test]
fn the_bytes_are_the_same_in_every_folder() {
    let (one, other) = (ProjectCopy::empty(), ProjectCopy::empty());
    one.gelato(&["synth"]).assert().success();
    let from_elsewhere = ["--project", other.folder().to_str().unwrap(), "synth"];
    one.gelato(&from_elsewhere).current_dir("/").env("LANG", "tr_TR.UTF-8").env("TZ", "Asia/Tokyo").assert().success();
    assert_eq!(generated(one.folder()), generated(other.folder()));
}

#[test]
fn the_files_contain_no_path_of_this_machine() {
    let project = ProjectCopy::empty();
    project.gelato(&["synth"]).assert().success();
    let usual = ["home", "root", "tmp", "usr"].map(|folder| format!("/{folder}/"));
    let own = [project.folder(), repository()].map(|folder| folder.display().to_string());
    for (name, text) in generated(project.folder()) {
        for path in usual.iter().chain(&own) {
            assert!(!text.contains(path.as_str()), "{name} holds `{path}`");
        }
    }
}

#[test]
fn the_project_is_found_from_a_folder_inside_it() {
    let project = ProjectCopy::synthesised();
    project.gelato(&["synth", "--check"]).current_dir(project.path("modules/table")).assert().success();
}

#[test]
fn a_folder_without_a_project_is_an_error() {
    let project = ProjectCopy::empty();
    let assert = project.gelato(&["--project", "/", "synth"]).assert().code(1);
    assert_says(&stderr(&assert), &["error: no folder `environments` in `/`", "hint: "]);
}

#[test]
fn standard_output_is_data_and_synth_has_none() {
    let project = ProjectCopy::empty();
    let assert = project.gelato(&["synth"]).assert().success();
    assert_eq!(stdout(&assert), "");
    assert_says(&stderr(&assert), &["wrote modules/table/main.tf.json", "wrote terraform/prod/main.tf.json"]);
    let assert = project.gelato(&["synth", "--check"]).assert().success();
    assert_eq!(stdout(&assert), "");
}

#[test]
fn a_check_of_current_files_succeeds() {
    ProjectCopy::synthesised().gelato(&["synth", "--check"]).assert().success();
}

/// Makes a synthesised project stale; `--check` must report it with a diff, and change nothing.
#[track_caller]
fn stale(spoil: impl FnOnce(&ProjectCopy), expected_diff: &[&str]) {
    let project = ProjectCopy::synthesised();
    spoil(&project);
    let before = generated(project.folder());
    let assert = project.gelato(&["synth", "--check"]).assert().code(2);
    assert_says(&stdout(&assert), expected_diff);
    assert_says(&stderr(&assert), &["1 file is out of date", "hint: run `parlour synth`"]);
    assert_eq!(generated(project.folder()), before, "a check must not write");
    project.gelato(&["synth"]).assert().success();
    assert_eq!(generated(project.folder()), generated(repository()), "a synth must repair it");
}

#[test]
fn a_check_shows_a_changed_file() {
    let file = "terraform/dev/main.tf.json";
    stale(
        |project| project.replace(file, "\"notifier_memory_mb\": 128", "\"notifier_memory_mb\": 256"),
        &[
            "--- terraform/dev/main.tf.json",
            "+++ terraform/dev/main.tf.json",
            "@@ ",
            "-      \"notifier_memory_mb\": 256,",
            "+      \"notifier_memory_mb\": 128,",
        ],
    );
}

#[test]
fn a_check_shows_a_missing_file() {
    stale(
        |project| fs::remove_file(project.path("modules/table/outputs.tf.json")).unwrap(),
        &["--- /dev/null", "+++ modules/table/outputs.tf.json", "+  \"output\": {"],
    );
}

#[test]
fn a_check_shows_an_obsolete_generated_file() {
    let text = "{\n  \"//\": \"Generated by `gelato synth`. Change the program instead.\"\n}\n";
    let diff = ["--- modules/basket/main.tf.json", "+++ /dev/null", "-{"];
    stale(|project| project.write("modules/basket/main.tf.json", text), &diff);
}

#[test]
fn a_check_detects_a_changed_environment() {
    let project = ProjectCopy::synthesised();
    project.replace("environments/prod.toml", "batch_size = 100", "batch_size = 50");
    let assert = project.gelato(&["synth", "--check"]).assert().code(2);
    assert_says(&stdout(&assert), &["terraform/prod/main.tf.json", "+      \"stream_batch_size\": 50,"]);
    project.gelato(&["synth", "--check", "--env", "dev"]).assert().success();
}

#[test]
fn one_environment_is_synthesised_without_touching_the_others() {
    let project = ProjectCopy::empty();
    project.gelato(&["synth", "--env", "dev", "--env", "local"]).assert().success();
    assert!(project.path("terraform/dev").is_dir() && project.path("terraform/local").is_dir());
    assert!(!project.path("terraform/prod").exists());
    let project = ProjectCopy::synthesised();
    project.write("terraform/prod/main.tf.json", "mine");
    project.gelato(&["synth", "--env", "dev"]).assert().success();
    assert_eq!(project.read("terraform/prod/main.tf.json"), "mine");
}

#[test]
fn files_written_by_hand_are_left_alone() {
    let project = ProjectCopy::synthesised();
    let own =
        ["modules/table/notes.md", "modules/table/extra.tf", "terraform/dev/extra.tf.json", "terraform/README.md"];
    for name in own {
        project.write(name, "{}");
    }
    project.gelato(&["synth"]).assert().success();
    project.gelato(&["synth", "--check"]).assert().success();
    for name in own {
        assert_eq!(project.read(name), "{}", "{name}");
    }
}

#[test]
fn the_root_of_a_removed_environment_is_removed_but_other_files_are_kept() {
    let project = ProjectCopy::synthesised();
    project.write("terraform/dev/terraform.tfstate", "state");
    fs::remove_file(project.path("environments/dev.toml")).unwrap();
    let assert = project.gelato(&["synth"]).assert().success();
    assert_says(&stderr(&assert), &["removed terraform/dev/main.tf.json"]);
    assert_eq!(files_below(&project.path("terraform/dev")), [Path::new("terraform.tfstate")]);
}

/// A file in place of a folder stops every user, whereas permissions would not stop the superuser.
#[test]
fn an_unwritable_folder_is_reported_and_leaves_no_partial_file() {
    let project = ProjectCopy::empty();
    project.write("modules/table", "a file");
    let assert = project.gelato(&["synth"]).assert().code(1);
    let path = project.path("modules/table");
    assert_says(&stderr(&assert), &["error: cannot ", path.to_str().unwrap(), "hint: "]);
    assert_eq!(project.read("modules/table"), "a file");
    assert_only_whole_files(&project);
}

#[test]
fn an_irreplaceable_file_is_reported_and_leaves_no_partial_file() {
    let project = ProjectCopy::empty();
    fs::create_dir_all(project.path("terraform/dev/main.tf.json/inside")).unwrap();
    let assert = project.gelato(&["synth"]).assert().code(1);
    let path = project.path("terraform/dev/main.tf.json");
    assert_says(&stderr(&assert), &["error: cannot ", path.to_str().unwrap(), "hint: "]);
    assert_only_whole_files(&project);
}

/// Asserts that every generated file is either complete, as committed, or missing.
#[track_caller]
fn assert_only_whole_files(project: &ProjectCopy) {
    for name in files_below(project.folder()) {
        let name = name.to_str().unwrap();
        assert!(!name.contains(".gelato-"), "a temporary file is left: {name}");
        if is_generated(Path::new(name)) {
            let committed = fs::read_to_string(repository().join(name)).unwrap();
            assert_eq!(project.read(name), committed, "{name} is incomplete");
        }
    }
}

#[test]
fn an_invalid_environment_is_reported_and_nothing_is_written() {
    let project = ProjectCopy::empty();
    project.replace("environments/prod.toml", "batch_size = 100", "batch_size = 0");
    let assert = project.gelato(&["synth"]).assert().code(1);
    let said = stderr(&assert);
    assert_says(&said, &["error: ", "environments/prod.toml:", "batch_size", "`0` is out of range", "1 to 10000"]);
    assert!(!project.path("modules").exists() && !project.path("terraform").exists(), "something was written");
}

#[test]
fn an_unknown_environment_is_reported_with_the_known_ones() {
    let assert = ProjectCopy::empty().gelato(&["synth", "--env", "pord"]).assert().code(1);
    assert_says(&stderr(&assert), &["no environment `pord`", "dev, local, prod, staging", "did you mean `prod`?"]);
}

#[test]
fn colour_is_only_for_terminals_that_support_it() {
    let project = ProjectCopy::empty();
    let plain = project.gelato(&["synth", "--env", "pord"]).assert().code(1);
    let refused = project.gelato(&["synth", "--env", "pord"]).env("NO_COLOR", "1").assert().code(1);
    let forced = project.gelato(&["synth", "--env", "pord"]).env("CLICOLOR_FORCE", "1").assert().code(1);
    assert!(!stderr(&plain).contains('\u{1b}'), "a pipe gets colour");
    assert!(!stderr(&refused).contains('\u{1b}'), "NO_COLOR is not respected");
    assert!(stderr(&forced).contains("\u{1b}[1m\u{1b}[31merror"), "{:?}", stderr(&forced));
}

#[test]
fn exceptions_are_explained_and_nothing_is_written() {
    let project = ProjectCopy::empty();
    let explained = project.gelato(&["synth", "--explain-exceptions"]).assert().success();
    for line in stdout(&explained).lines() {
        assert!(line.contains(": ") && line.ends_with(')'), "no reason or no place: {line}");
    }
    assert!(!project.path("modules").exists());
    let both = project.gelato(&["synth", "--explain-exceptions", "--check"]).assert().failure();
    assert_says(&stderr(&both), &["cannot be used with"]);
}

#[test]
fn a_diff_escapes_control_characters() {
    let project = ProjectCopy::synthesised();
    let file = "terraform/dev/main.tf.json";
    let spoilt = project.read(file).replacen('\n', "\r\n\u{1b}[2J\n", 1);
    project.write(file, &spoilt);
    let shown = stdout(&project.gelato(&["synth", "--check"]).assert().code(2));
    assert!(!shown.contains(['\u{1b}', '\r']) && shown.contains("-\\u{1b}[2J\n"), "{shown}");
    assert!(shown.lines().any(|line| line.starts_with('-') && line.ends_with("\\r")), "{shown}");
}
