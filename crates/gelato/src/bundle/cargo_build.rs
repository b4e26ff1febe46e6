//! Builds the binary with cargo, so that two checkouts in different folders give the same bytes.

use super::program::Program;
use super::rust::Rust;
use super::zig::{self, Zig};
use super::{Error, Target};
use serde_json::Value;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

const HINT: &str = "mend what is said above, then bundle again";
/// Cargo's separator between compiler flags, which may contain spaces.
const SEPARATOR: &str = "\u{1f}";

/// A binary that cargo has built.
#[derive(Clone, Debug)]
pub(super) struct Product {
    /// The binary.
    pub(super) binary: PathBuf,
    /// Whether it was compiled just now.
    pub(super) compiled: bool,
}

/// One build of one package.
pub(super) struct CargoBuild<'a> {
    pub(super) workspace: &'a Path,
    pub(super) package: &'a str,
    pub(super) binary: &'a str,
    pub(super) target: Target,
    /// The settings of the profile.
    pub(super) profile: &'a [&'a str],
    pub(super) rust: &'a Rust,
}

impl CargoBuild<'_> {
    /// Builds what is not fresh, and passes Cargo's lines to `progress`.
    pub(super) fn run(&self, progress: &mut dyn FnMut(&str)) -> Result<Product, Error> {
        let mut cargo = self.cargo();
        if let Target::Lambda(architecture) = self.target {
            self.rust.add_target(self.workspace, architecture, progress)?;
            if zig::is_needed(self.workspace)? {
                Zig::of(self.workspace, progress)?.serve(&mut cargo.command, architecture)?;
            }
        }
        let name = cargo.name();
        let messages = cargo.output(progress)?;
        product(&messages, self.binary).ok_or(Error::Output { program: name, expected: "executable" })
    }

    /// Rust's name of the target.
    pub(super) fn triple(&self) -> String {
        match self.target {
            Target::Native => self.rust.host.clone(),
            Target::Lambda(architecture) => architecture.static_target(),
        }
    }

    /// The compiler flags without those that name folders, which are no input of the build.
    pub(super) fn linking_flags(&self) -> &'static [&'static str] {
        match self.target {
            Target::Native => &[],
            // Links the target's own C library and start files with the linker of the Rust toolchain.
            Target::Lambda(_) => &["-Clinker=rust-lld", "-Clinker-flavor=ld.lld", "-Clink-self-contained=yes"],
        }
    }

    fn cargo(&self) -> Program {
        let mut cargo = Program::new("cargo", HINT);
        cargo.command.current_dir(self.workspace);
        cargo.command.args(["build", "--locked", "--message-format=json-render-diagnostics"]);
        cargo.command.args(["--package", self.package, "--bin", self.binary]);
        cargo.command.args(["--profile", self.target.profile().name, "--target", &self.triple()]);
        cargo.command.args(self.profile.iter().flat_map(|setting| ["--config", setting]));
        cargo.command.arg("--target-dir").arg(self.workspace.join("target/bundle"));
        self.settle_environment(&mut cargo);
        cargo
    }

    /// The user's flags are ignored, because they would change the binary from machine to machine.
    fn settle_environment(&self, cargo: &mut Program) {
        for (name, _) in env::vars_os() {
            if name.to_str().is_some_and(|name| is_of_the_user(name) || is_of_this_program(name)) {
                cargo.command.env_remove(name);
            }
        }
        cargo.command.env("CARGO_ENCODED_RUSTFLAGS", self.flags());
        cargo.command.env("CARGO_INCREMENTAL", "0");
    }

    /// Remaps folders, with the most specific one last, because the last match counts.
    fn flags(&self) -> OsString {
        let remapped = [
            self.rust.cargo_home.as_deref().map(|from| remap(from, "/cargo")),
            Some(remap(&self.rust.sysroot, "/rust")),
            Some(remap(self.workspace, "/workspace")),
        ];
        let linking = self.linking_flags().iter().map(OsString::from);
        let flags: Vec<OsString> = remapped.into_iter().flatten().chain(linking).collect();
        flags.join(SEPARATOR.as_ref())
    }
}

/// Whether a variable changes the output of cargo or of a C compiler.
fn is_of_the_user(name: &str) -> bool {
    const PREFIXES: [&str; 5] = ["CARGO_BUILD_", "CARGO_PROFILE_", "CFLAGS", "TARGET_CC", "TARGET_CFLAGS"];
    PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// Whether `cargo run` describes this program with the variable. Some build scripts ask to run again when it changes, so that
/// `cargo run -- bundle` and the program itself would rebuild each other's dependencies.
fn is_of_this_program(name: &str) -> bool {
    ["CARGO_MANIFEST_", "CARGO_PKG_"].iter().any(|prefix| name.starts_with(prefix))
}

fn remap(from: &Path, to: &str) -> OsString {
    let mut flag = OsString::from("--remap-path-prefix=");
    flag.push(from);
    flag.push("=");
    flag.push(to);
    flag
}

/// Cargo prints one JSON object per line for each artefact, fresh or not.
///
/// See <https://doc.rust-lang.org/cargo/reference/external-tools.html#artifact-messages>.
fn product(messages: &str, binary: &str) -> Option<Product> {
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    messages.filter_map(|message| product_of(&message, binary)).next_back()
}

fn product_of(message: &Value, name: &str) -> Option<Product> {
    let binary = PathBuf::from(message["executable"].as_str()?);
    let is_wanted = message["target"]["name"] == name;
    is_wanted.then(|| Product { binary, compiled: message["fresh"] == false })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::ffi::OsStr;

    /// The test itself runs below cargo, which describes its package.
    #[test]
    fn a_build_does_not_see_which_program_started_it() {
        let rust = Rust { version: String::new(), host: "host".into(), sysroot: PathBuf::new(), cargo_home: None };
        let build = CargoBuild {
            workspace: Path::new("workspace"),
            package: "announcer",
            binary: "announcer",
            target: Target::Native,
            profile: &[],
            rust: &rust,
        };
        let program = build.cargo();
        let removed = program.command.get_envs().filter(|(_, value)| value.is_none()).map(|(name, _)| name);
        let removed: BTreeSet<&OsStr> = removed.collect();
        for name in ["CARGO_MANIFEST_DIR", "CARGO_PKG_NAME", "CARGO_PKG_VERSION"] {
            assert!(env::var_os(name).is_some() && removed.contains(OsStr::new(name)), "{name}");
        }
    }
}
