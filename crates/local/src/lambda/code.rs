//! Unpacks a function's zip into a private folder, and looks whether this machine can run it.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use zip::ZipArchive;

use crate::stack::function::Function;

/// A function's unpacked zip, deleted when it is dropped.
#[derive(Debug)]
pub(super) struct Code(TempDir);

/// Why a function's zip cannot run.
#[derive(Debug, thiserror::Error)]
pub enum CodeError {
    /// It is not there.
    #[error("function `{0}`: `{1}` cannot be read: {2}; hint: `gelato local` builds it, as `gelato bundle` does")]
    Missing(String, PathBuf, std::io::Error),
    /// It is no zip.
    #[error("function `{0}`: `{1}` cannot be unpacked: {2}")]
    Broken(String, PathBuf, zip::result::ZipError),
    /// It holds no program.
    #[error("function `{0}`: `{1}` has no file `bootstrap` at its top, which `provided` runtimes start")]
    NoBootstrap(String, PathBuf),
    /// It is for another machine.
    #[error(
        "function `{0}`: `bootstrap` is built for {1}, and this machine is {here}; hint: `gelato local` builds it for \
         this machine", here = std::env::consts::ARCH
    )]
    OtherMachine(String, &'static str),
}

impl Code {
    /// Unpacks a function.
    pub(super) fn unpack(function: &Function) -> Result<Self, CodeError> {
        let (name, path) = (|| function.name.clone(), || function.zip.clone());
        let missing = |error| CodeError::Missing(name(), path(), error);
        let broken = |error| CodeError::Broken(name(), path(), error);
        let folder = TempDir::with_prefix("gelato-function-").map_err(missing)?;
        let file = File::open(&function.zip).map_err(missing)?;
        ZipArchive::new(file).map_err(broken)?.extract(folder.path()).map_err(broken)?;
        let code = Self(folder);
        match code.machine() {
            Err(_) => Err(CodeError::NoBootstrap(name(), path())),
            Ok(Some(machine)) if machine != std::env::consts::ARCH => Err(CodeError::OtherMachine(name(), machine)),
            Ok(_) => Ok(code),
        }
    }

    /// The folder.
    pub(super) fn folder(&self) -> &Path {
        self.0.path()
    }

    /// The machine that the program is built for; none for a script.
    fn machine(&self) -> std::io::Result<Option<&'static str>> {
        let mut head = Vec::new();
        File::open(self.folder().join("bootstrap"))?.take(20).read_to_end(&mut head)?;
        if !head.starts_with(b"\x7fELF") {
            return Ok(None);
        }
        Ok(Some(match head.get(18..20) {
            Some([0x3e, 0]) => "x86_64",
            Some([0xb7, 0]) => "aarch64",
            _ => "another machine",
        }))
    }
}
