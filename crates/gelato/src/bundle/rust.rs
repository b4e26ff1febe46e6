//! The Rust toolchain of a build.

use super::program::Program;
use super::{Architecture, Error};
use std::env;
use std::path::{Path, PathBuf};

const HINT: &str = "install Rust with rustup; `rust-toolchain.toml` names the version";
const TARGET_HINT: &str = "install the target yourself: `rustup target add` with the name above";

/// The toolchain of the workspace.
#[derive(Clone, Debug)]
pub(super) struct Rust {
    /// The output of `rustc --version`.
    pub(super) version: String,
    /// The target of this machine.
    pub(super) host: String,
    /// The folder of the compiler and its libraries.
    pub(super) sysroot: PathBuf,
    /// The folder of downloaded packages.
    pub(super) cargo_home: Option<PathBuf>,
}

impl Rust {
    /// Queries the compiler. Rustup may have to install it first, and reports this to `progress`.
    pub(super) fn of(workspace: &Path, progress: &mut dyn FnMut(&str)) -> Result<Self, Error> {
        let verbose = rustc(workspace, &["-vV"], progress)?;
        let sysroot = rustc(workspace, &["--print", "sysroot"], progress)?;
        Ok(Self {
            version: verbose.lines().next().unwrap_or_default().to_owned(),
            host: host(&verbose)?,
            sysroot: PathBuf::from(sysroot.trim()),
            cargo_home: cargo_home(),
        })
    }

    /// Installs the standard library of the static target if it is missing. It is part of the toolchain, so that only rustup
    /// can add it, which is announced first.
    pub(super) fn add_target(
        &self,
        workspace: &Path,
        architecture: Architecture,
        progress: &mut dyn FnMut(&str),
    ) -> Result<(), Error> {
        let target = architecture.static_target();
        let libraries = self.sysroot.join("lib/rustlib").join(&target);
        if libraries.join("lib").is_dir() {
            return Ok(());
        }
        progress(&format!("adding Rust's standard library for `{target}` to the toolchain with rustup"));
        let mut rustup = Program::new("rustup", TARGET_HINT);
        rustup.command.args(["target", "add", &target]).current_dir(workspace);
        rustup.output(progress).map(|_| ())
    }
}

fn rustc(workspace: &Path, arguments: &[&str], progress: &mut dyn FnMut(&str)) -> Result<String, Error> {
    let mut rustc = Program::new("rustc", HINT);
    rustc.command.args(arguments).current_dir(workspace);
    rustc.output(progress)
}

fn host(verbose: &str) -> Result<String, Error> {
    let line = verbose.lines().find_map(|line| line.strip_prefix("host: "));
    line.map(str::to_owned).ok_or_else(|| Error::Output { program: "rustc -vV".to_owned(), expected: "host" })
}

fn cargo_home() -> Option<PathBuf> {
    let named = env::var_os("CARGO_HOME").map(PathBuf::from);
    named.or_else(|| env::home_dir().map(|home| home.join(".cargo")))
}
