//! `gelato local`: becomes the runtime, or stays beside it and brings it what changes. The runtime, and Cargo where the
//! program is built anew, are scripts here; `gelato-local` has its own tests.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::project_copy::ProjectCopy;

/// Says that it is there, and what it was given, and waits for the end of its input.
const RUNTIME: &str =
    "#!/bin/sh\necho $$ > HERE/process\necho \"$@\" > HERE/arguments\ncat > /dev/null\ntouch HERE/ended\n";

#[track_caller]
fn assert_says(text: &str, expected: &[&str]) {
    for part in expected {
        assert!(text.contains(part), "`{part}` is not in: {text}");
    }
}

/// The meters, which have no function to build, where Cargo would have built them.
struct Machine {
    project: ProjectCopy,
    folder: TempDir,
}

impl Machine {
    fn new() -> Self {
        let machine = Self { project: ProjectCopy::of_example("meters"), folder: TempDir::new().unwrap() };
        fs::create_dir_all(machine.program().parent().unwrap()).unwrap();
        let built = assert_cmd::cargo::cargo_bin("gelato").with_file_name("examples").join("meters");
        assert!(built.is_file(), "`{}` is missing; hint: `cargo build --examples`", built.display());
        if fs::hard_link(&built, machine.program()).is_err() {
            fs::copy(&built, machine.program()).unwrap();
        }
        machine.write("target/CACHEDIR.TAG", "");
        machine.write("src/main.rs", "");
        let (program, source) = (machine.program(), machine.path("src/main.rs"));
        let listed = format!("{}: {}\n", program.display(), source.display());
        fs::write(program.with_extension("d"), listed).unwrap();
        machine.script("runtime", RUNTIME);
        machine
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn program(&self) -> PathBuf {
        self.path("target/debug/examples/meters")
    }

    fn write(&self, name: &str, text: &str) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// Writes a program, in which `HERE` stands for the folder.
    fn script(&self, name: &str, text: &str) {
        self.write(name, &text.replace("HERE", &self.folder.path().display().to_string()));
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn command(&self, program: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.arg("--project").arg(self.project.folder()).args(["local", "--env", "local"]);
        command.arg("--runtime").arg(self.path("runtime")).args(arguments).args(["--", "--port", "0"]);
        command.env("CARGO", self.path("cargo")).env_remove("CARGO_MANIFEST_DIR").stdin(Stdio::null());
        command.stderr(fs::File::create(self.path("said")).unwrap());
        command
    }

    fn start(&self, arguments: &[&str]) -> Started<'_> {
        let process = self.command(&self.program(), arguments).spawn().unwrap();
        let started = Started { process, machine: self };
        started.eventually("the runtime never started", || !self.read("arguments").is_empty());
        started
    }
}

struct Started<'m> {
    process: Child,
    machine: &'m Machine,
}

impl Started<'_> {
    #[track_caller]
    fn eventually(&self, what: &str, is_so: impl Fn() -> bool) {
        let end = Instant::now() + Duration::from_mins(2);
        while !is_so() {
            assert!(Instant::now() < end, "{what}: {}", self.machine.read("said"));
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    #[track_caller]
    fn eventually_says(&self, text: &str) {
        self.eventually(text, || self.machine.read("said").contains(text));
    }
}

impl Drop for Started<'_> {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn it_becomes_the_runtime() {
    let machine = Machine::new();
    machine.script("runtime", "#!/bin/sh\necho $$ > HERE/process\necho \"$@\" > HERE/arguments\nexit 3\n");
    let mut process = machine.command(&machine.program(), &[]).spawn().unwrap();
    let id = process.id();
    assert_eq!(process.wait().unwrap().code(), Some(3));
    assert_eq!(machine.read("process").trim(), id.to_string());
    let root = machine.project.path("terraform/local");
    assert_eq!(machine.read("arguments").trim(), format!("serve --root {} --port 0", root.display()));
}

#[test]
fn a_runtime_that_is_missing_is_told() {
    let machine = Machine::new();
    fs::remove_file(machine.path("runtime")).unwrap();
    assert_eq!(machine.command(&machine.program(), &[]).status().unwrap().code(), Some(1));
    assert_says(
        &machine.read("said"),
        &["cannot be started", "hint: `cargo install --locked --path '", "crates/local'`", "`--runtime PROGRAM`"],
    );
}

#[test]
fn a_changed_environment_is_synthesised_anew_and_a_broken_one_is_told() {
    let machine = Machine::new();
    let started = machine.start(&["--watch"]);
    assert!(machine.read("arguments").contains("--until-end-of-input"));
    let rate = |root: &str| root.contains("4321");
    machine.project.replace("environments/local.toml", "rate_per_second = 10000", "rate_per_second = 4321");
    started.eventually("it was not synthesised", || rate(&machine.project.read("terraform/local/main.tf.json")));
    machine.project.replace("environments/local.toml", "rate_per_second = 4321", "rate_per_second = \"much\"");
    started.eventually_says("this version cannot run, and the version before goes on");
    assert_says(&machine.read("said"), &["changed: environments/local.toml", "local.toml", "rate_per_second"]);
    assert!(rate(&machine.project.read("terraform/local/main.tf.json")));
    machine.project.replace("environments/local.toml", "rate_per_second = \"much\"", "rate_per_second = 8765");
    started
        .eventually("it was not synthesised", || machine.project.read("terraform/local/main.tf.json").contains("8765"));
}

#[test]
fn a_changed_program_is_built_anew_as_it_was_and_a_broken_one_is_told() {
    let machine = Machine::new();
    machine.script("cargo", "#!/bin/sh\necho \"$@\" >> HERE/built\necho 'expected `;`' >&2\nexit 101\n");
    let started = machine.start(&["--watch"]);
    machine.write("src/main.rs", "broken");
    started.eventually_says("the program does not build, and the version before goes on");
    assert_says(&machine.read("said"), &["src/main.rs", "expected `;`"]);
    let target = machine.path("target");
    assert_eq!(machine.read("built"), format!("build --quiet --target-dir {} --example meters\n", target.display()));
    // What is built describes something else: here it is the root that somebody spoilt.
    machine.script("cargo", "#!/bin/sh\ntouch HERE/built-well\n");
    let root = machine.project.path("terraform/local/main.tf.json");
    let whole = fs::read_to_string(&root).unwrap();
    fs::write(&root, whole.replacen("\"source\"", "\"spoilt\"", 1)).unwrap();
    machine.write("src/main.rs", "mended");
    started.eventually("it was not synthesised", || fs::read_to_string(&root).is_ok_and(|text| text == whole));
    assert!(machine.path("built-well").exists());
}

#[test]
fn the_runtime_does_not_outlive_it_and_it_does_not_outlive_the_runtime() {
    let machine = Machine::new();
    let mut started = machine.start(&["--watch"]);
    started.process.kill().unwrap();
    started.eventually("the runtime is still there", || machine.path("ended").exists());

    let machine = Machine::new();
    machine.script("runtime", "#!/bin/sh\necho \"$@\" > HERE/arguments\nexit 4\n");
    assert_eq!(machine.start(&["--watch"]).process.wait().unwrap().code(), Some(4));
}

#[test]
fn a_program_that_cargo_does_not_know_is_not_watched() {
    let machine = Machine::new();
    let moved = machine.path("meters");
    fs::hard_link(machine.program(), &moved).or_else(|_| fs::copy(machine.program(), &moved).map(drop)).unwrap();
    assert_eq!(machine.command(&moved, &["--watch"]).status().unwrap().code(), Some(1));
    assert_says(&machine.read("said"), &["is not where Cargo builds it", "hint: start it with `cargo run`"]);
}
