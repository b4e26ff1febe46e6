//! What has to be known of the Rust toolchain before a build.

use super::program::Program;
use super::{Architecture, Error};
use std::env;
use std::path::{Path, PathBuf};

const HINT: &str = "install Rust with rustup; `rust-toolchain.toml` names the version";
const TARGET_HINT: &str = "install the target yourself: `rustup target add` with the name above";

/// The toolchain that the workspace asks for.
#[derive(Clone, Debug)]
pub(super) struct Rust {
    /// What `rustc --version` prints.
    pub(super) version: String,
    /// The target of this machine.
    pub(super) host: String,
    /// The folder of the compiler and its libraries.
    pub(super) sysroot: PathBuf,
    /// The folder of downloaded packages.
    pub(super) cargo_home: Option<PathBuf>,
}

impl Rust {
    pub(super) fn of(workspace: &Path) -> Result<Self, Error> {
        let verbose = rustc(workspace, &["-vV"])?;
        let line = |prefix| verbose.lines().find_map(|line: &str| line.strip_prefix(prefix)).map(str::to_owned);
        let missing = |expected| Error::Output { program: "rustc -vV".to_owned(), expected };
        Ok(Self {
            version: verbose.lines().next().ok_or_else(|| missing("version"))?.to_owned(),
            host: line("host: ").ok_or_else(|| missing("host"))?,
            sysroot: PathBuf::from(rustc(workspace, &["--print", "sysroot"])?.trim()),
            cargo_home: cargo_home(),
        })
    }

    /// Makes sure that the standard library of the static target is there. It is part of the toolchain, and rustup the
    /// only one who can add it; that is said before it is done.
    pub(super) fn add_target(
        &self,
        workspace: &Path,
        architecture: Architecture,
        progress: &mut dyn FnMut(&str),
    ) -> Result<(), Error> {
        let target = architecture.static_target();
        if self.sysroot.join("lib/rustlib").join(&target).join("lib").is_dir() {
            return Ok(());
        }
        progress(&format!("adding Rust's standard library for `{target}` to the toolchain with rustup"));
        let mut rustup = Program::new("rustup", TARGET_HINT);
        rustup.command.args(["target", "add", &target]).current_dir(workspace);
        rustup.output(progress).map(|_| ())
    }
}

fn rustc(workspace: &Path, arguments: &[&str]) -> Result<String, Error> {
    let mut rustc = Program::new("rustc", HINT);
    rustc.command.args(arguments).current_dir(workspace);
    rustc.output(&mut |_| {})
}

fn cargo_home() -> Option<PathBuf> {
    let named = env::var_os("CARGO_HOME").map(PathBuf::from);
    named.or_else(|| env::home_dir().map(|home| home.join(".cargo")))
}
