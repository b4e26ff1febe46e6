//! The C compiler for Lambda's architectures. The TLS library has some C and assembly code, and a clean machine has no
//! compiler for the other architecture. Zig is one download that compiles for all of them.
//!
//! The machine's `pip` installs it from the Python package index into the workspace's `.tools` folder, with pinned version
//! and hashes. Nothing else on the machine changes.

use super::program::Program;
use super::{Architecture, Error};
use crate::whole_file;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The pinned version, and the hashes of its packages for Linux and macOS.
const REQUIREMENT: &str = include_str!("ziglang.txt");
const HINT: &str = "building for Lambda needs Python 3 with pip once, to download zig into `.tools`";

/// Whether anything in the workspace compiles C: such packages depend on the package `cc`.
pub(super) fn is_needed(workspace: &Path) -> Result<bool, Error> {
    let path = workspace.join("Cargo.lock");
    let lock = fs::read_to_string(&path).map_err(Error::file("read", &path))?;
    Ok(lock.lines().any(|line| line == r#"name = "cc""#))
}

/// An installed zig.
#[derive(Clone, Debug)]
pub(super) struct Zig {
    tools: PathBuf,
    folder: PathBuf,
}

impl Zig {
    /// The pinned version.
    pub(super) fn version() -> &'static str {
        let word = REQUIREMENT.split_whitespace().next();
        word.and_then(|word| word.strip_prefix("ziglang==")).unwrap_or_default()
    }

    /// The zig of the workspace, which is installed first if it is missing.
    pub(super) fn of(workspace: &Path, progress: &mut dyn FnMut(&str)) -> Result<Self, Error> {
        let tools = workspace.join(".tools");
        let folder = tools.join(format!("zig-{}", Self::version()));
        let zig = Self { tools, folder };
        if !zig.program().is_file() {
            progress(&format!("installing zig {} into `.tools`", Self::version()));
            zig.install(progress)?;
        }
        Ok(zig)
    }

    /// Makes build scripts compile C for `architecture` with zig.
    pub(super) fn serve(&self, cargo: &mut Command, architecture: Architecture) -> Result<(), Error> {
        let target = architecture.static_target().replace('-', "_");
        let compiler = format!("cc -target {}-linux-musl -fno-sanitize=undefined", architecture.rust_name());
        let cache = self.tools.join("zig-cache");
        cargo.env(format!("CC_{target}"), self.script(&format!("cc-{architecture}"), &compiler)?);
        cargo.env(format!("AR_{target}"), self.script("ar", "ar")?);
        cargo.env("ZIG_GLOBAL_CACHE_DIR", &cache).env("ZIG_LOCAL_CACHE_DIR", &cache);
        Ok(())
    }

    fn program(&self) -> PathBuf {
        self.folder.join("ziglang/zig")
    }

    /// Installs into a temporary folder first, so that an interrupted download does not look like an installation.
    fn install(&self, progress: &mut dyn FnMut(&str)) -> Result<(), Error> {
        let partial = self.tools.join("partial");
        let requirement = self.tools.join("ziglang.txt");
        whole_file::write(&requirement, REQUIREMENT.as_bytes()).map_err(Error::file("write", &requirement))?;
        if partial.exists() {
            fs::remove_dir_all(&partial).map_err(Error::file("remove", &partial))?;
        }
        let mut pip = Program::new("python3", HINT);
        pip.command.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        pip.command.args(["--no-deps", "--no-compile", "--only-binary=:all:", "--require-hashes"]);
        pip.command.arg("--requirement").arg(&requirement).arg("--target").arg(&partial);
        pip.command.env("PIP_ROOT_USER_ACTION", "ignore");
        pip.output(progress)?;
        fs::rename(&partial, &self.folder).map_err(Error::file("write", &self.folder))
    }

    /// A subcommand of zig as a program, for build scripts that do not support arguments in a compiler's name. They treat
    /// it as clang and pass clang's name of the target, which zig does not understand.
    fn script(&self, name: &str, arguments: &str) -> Result<PathBuf, Error> {
        let path = self.tools.join(format!("zig-{name}"));
        let text = format!(
            "#!/bin/sh\n\
             for argument do\n  shift\n  \
             case \"$argument\" in --target=*) ;; *) set -- \"$@\" \"$argument\" ;; esac\n\
             done\n\
             exec \"$(dirname \"$0\")/zig-{version}/ziglang/zig\" {arguments} \"$@\"\n",
            version = Self::version(),
        );
        whole_file::write(&path, text.as_bytes()).map_err(Error::file("write", &path))?;
        make_executable(&path).map_err(Error::file("make executable", &path))?;
        Ok(path)
    }
}

#[cfg(unix)]
fn make_executable(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> std::io::Result<()> {
    Ok(())
}
