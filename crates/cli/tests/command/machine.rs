//! A project in a temporary folder, and a script in place of Cargo: it "builds" the example `meters`, which the
//! workspace has built already.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// The script: `metadata` runs the real Cargo; `build` logs its arguments and prints the same messages as Cargo.
const CARGO: &str = r#"#!/bin/sh
if [ "$1" = metadata ]; then exec "REAL" "$@"; fi
echo "$@" >> "HERE/built"
cat "HERE/cargo-says" >&2
if [ -s "HERE/cargo-says" ]; then exit 101; fi
cat "HERE/artifact"
"#;

pub(crate) struct Machine {
    folder: TempDir,
}

impl Machine {
    pub(crate) fn new() -> Self {
        let machine = Self { folder: TempDir::new().unwrap() };
        machine.copy_meters();
        machine.write(
            "project/Cargo.toml",
            "[package]\nname = \"shop\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n",
        );
        machine.write("project/src/main.rs", "fn main() {}\n");
        machine.write("cargo-says", "");
        machine.write("artifact", &machine.artifact("shop"));
        let real = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        machine.script("cargo", &CARGO.replace("REAL", &real));
        machine
    }

    fn copy_meters(&self) {
        let environments = repository().join("examples/meters/environments");
        for entry in fs::read_dir(environments).unwrap() {
            let file = entry.unwrap();
            let name = format!("project/environments/{}", file.file_name().to_string_lossy());
            self.write(&name, &fs::read_to_string(file.path()).unwrap());
        }
        let built = assert_cmd::cargo::cargo_bin("gelato").with_file_name("examples").join("meters");
        assert!(built.is_file(), "`{}` is missing; hint: `cargo build --workspace --examples`", built.display());
        fs::create_dir_all(self.path("target")).unwrap();
        fs::hard_link(&built, self.program()).or_else(|_| fs::copy(&built, self.program()).map(drop)).unwrap();
        let source = self.path("project/src/main.rs");
        let listed = format!("{}: {}\n", self.program().display(), source.display());
        fs::write(self.program().with_extension("d"), listed).unwrap();
    }

    pub(crate) fn program(&self) -> PathBuf {
        self.path("target/shop")
    }

    /// Cargo's message about a binary that it has built.
    pub(crate) fn artifact(&self, binary: &str) -> String {
        let main = self.path("project/src/main.rs");
        serde_json::json!({
            "reason": "compiler-artifact",
            "package_id": "path+file:///shop#0.0.0",
            "manifest_path": self.path("project/Cargo.toml"),
            "target": {
                "kind": ["bin"], "crate_types": ["bin"], "name": binary, "src_path": main, "edition": "2024",
                "doc": true, "doctest": false, "test": true,
            },
            "profile": {
                "opt_level": "0", "debuginfo": 0, "debug_assertions": true, "overflow_checks": true, "test": false,
            },
            "features": [], "filenames": [], "executable": self.program(), "fresh": true,
        })
        .to_string()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// Replaces the first occurrence of a text in a file.
    #[track_caller]
    pub(crate) fn replace(&self, name: &str, found: &str, wanted: &str) {
        let text = self.read(name);
        assert!(text.contains(found), "`{found}` is not in {name}");
        self.write(name, &text.replacen(found, wanted, 1));
    }

    /// Writes an executable script, with `HERE` replaced by the folder.
    pub(crate) fn script(&self, name: &str, text: &str) {
        self.write(name, &text.replace("HERE", &self.folder.path().display().to_string()));
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// `gelato` in the project; its standard output goes to the file `printed`, its standard error to `said`.
    pub(crate) fn gelato(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin("gelato"));
        command.current_dir(self.path("project")).args(arguments).env("CARGO", self.path("cargo"));
        command.stdin(Stdio::null());
        command.stdout(fs::File::create(self.path("printed")).unwrap());
        command.stderr(fs::File::create(self.path("said")).unwrap());
        command
    }

    pub(crate) fn start(&self, arguments: &[&str]) -> Started<'_> {
        let process = self.gelato(arguments).spawn().unwrap();
        let started = Started { process, machine: self };
        started.eventually("the runtime never started", || self.read("printed").contains("endpoint"));
        started
    }
}

pub(crate) struct Started<'m> {
    pub(crate) process: Child,
    machine: &'m Machine,
}

impl Started<'_> {
    /// The runtime's address, such as `127.0.0.1:40000`.
    pub(crate) fn address(&self) -> String {
        let printed: serde_json::Value = serde_json::from_str(&self.machine.read("printed")).unwrap();
        printed["endpoint"].as_str().unwrap().trim_start_matches("http://").to_owned()
    }

    #[track_caller]
    pub(crate) fn eventually(&self, what: &str, is_so: impl Fn() -> bool) {
        let end = Instant::now() + Duration::from_mins(2);
        while !is_so() {
            assert!(Instant::now() < end, "{what}: {}", self.machine.read("said"));
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    #[track_caller]
    pub(crate) fn eventually_says(&self, text: &str) {
        self.eventually(text, || self.machine.read("said").contains(text));
    }
}

impl Drop for Started<'_> {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub(crate) fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}
