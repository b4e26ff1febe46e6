//! This program, as Cargo built it: what it was made from, and how to make it anew.
//!
//! Cargo lists the sources of a program in a file beside it, also those of `include_str!`, such as mapping templates.
//! <https://doc.rust-lang.org/cargo/reference/build-cache.html#dep-info-files>

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bundle;
use crate::printable::PrintablePath as _;

/// The file at the top of Cargo's target folder.
const TARGET_TAG: &str = "CACHEDIR.TAG";

/// This program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OwnProgram {
    executable: PathBuf,
    target_folder: PathBuf,
}

/// Cargo did not build this program, or it was moved.
#[derive(Debug, thiserror::Error)]
#[error(
    "`--watch` builds the program anew when it changes, and `{0}` is not where Cargo builds it\n\
     hint: start it with `cargo run`, such as `cargo run -- local --watch` in your project"
)]
pub(super) struct NotCargos(String);

impl OwnProgram {
    /// Finds it. The path is kept: it stays the same when the program is replaced.
    pub(super) fn find() -> Result<Self, NotCargos> {
        let executable = env::current_exe().unwrap_or_default();
        Self::at(&executable).ok_or_else(|| NotCargos(executable.printable()))
    }

    fn at(executable: &Path) -> Option<Self> {
        let target = executable.ancestors().find(|folder| folder.join(TARGET_TAG).is_file())?;
        let program = Self { executable: executable.to_owned(), target_folder: target.to_owned() };
        program.dependencies().is_file().then_some(program)
    }

    fn dependencies(&self) -> PathBuf {
        self.executable.with_extension("d")
    }

    /// Where it is.
    pub(super) fn executable(&self) -> &Path {
        &self.executable
    }

    /// The files that it was made from.
    pub(super) fn sources(&self) -> Vec<PathBuf> {
        bundle::listed_sources(&self.dependencies()).unwrap_or_default()
    }

    /// What builds it anew, as it was built.
    pub(super) fn build(&self) -> Command {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.arg("build").arg("--quiet").arg("--target-dir").arg(&self.target_folder);
        // Cargo tells a program that it runs of which package it is.
        match (env::var_os("CARGO_MANIFEST_DIR"), env::var_os("CARGO_PKG_NAME")) {
            (Some(folder), Some(package)) => cargo.current_dir(folder).arg("--package").arg(package),
            _ => cargo.current_dir(self.target_folder.parent().unwrap_or(Path::new("."))),
        };
        cargo.args(self.place());
        cargo
    }

    /// The arguments that lead to the program's place below the target folder: `[TRIPLE/]PROFILE/[examples/]NAME`.
    fn place(&self) -> Vec<String> {
        let below = self.executable.strip_prefix(&self.target_folder).unwrap_or(&self.executable);
        let mut parts: Vec<_> =
            below.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
        let name = parts.pop().unwrap_or_default();
        let is_example = parts.last().is_some_and(|part| part == "examples");
        if is_example {
            parts.pop();
        }
        let mut arguments = vec![if is_example { "--example" } else { "--bin" }.to_owned(), name];
        match parts.pop().as_deref() {
            None | Some("debug") => {}
            Some(profile) => arguments.extend(["--profile".to_owned(), profile.to_owned()]),
        }
        if let Some(triple) = parts.pop() {
            arguments.extend(["--target".to_owned(), triple]);
        }
        arguments
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(below: &str, expected: &[&str]) {
        let folder = tempfile::tempdir().unwrap();
        let executable = folder.path().join(below);
        std::fs::create_dir_all(executable.parent().unwrap()).unwrap();
        std::fs::write(folder.path().join(TARGET_TAG), "").unwrap();
        std::fs::write(executable.with_extension("d"), format!("{}: /a/b.rs /a/c\\ d.vtl\n", executable.printable()))
            .unwrap();
        let program = OwnProgram::at(&executable).unwrap();
        assert_eq!(program.place(), expected, "{below}");
        assert_eq!(program.sources(), ["/a/b.rs", "/a/c d.vtl"].map(PathBuf::from));
    }

    #[test]
    fn a_program_is_built_as_it_was() {
        check("debug/shop", &["--bin", "shop"]);
        check("release/shop", &["--bin", "shop", "--profile", "release"]);
        check("debug/examples/meters", &["--example", "meters"]);
        check(
            "aarch64-apple-darwin/quick/shop",
            &["--bin", "shop", "--profile", "quick", "--target", "aarch64-apple-darwin"],
        );
    }

    #[test]
    fn a_program_that_was_moved_is_not_cargos() {
        assert_eq!(OwnProgram::at(Path::new("/usr/bin/shop")), None);
    }
}
