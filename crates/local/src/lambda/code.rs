//! Looks whether this machine can run a function's zip, and unpacks it into a private folder.
//!
//! A program that was built in a hurry is some dozen megabytes. It is unpacked while the rest starts, and whoever needs
//! it first waits.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use tempfile::TempDir;
use tokio::sync::watch;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::stack::function::Function;

/// A function's unpacked zip, deleted when it is dropped.
#[derive(Debug)]
pub(super) struct Code {
    folder: Arc<TempDir>,
    /// How the unpacking went, once it has.
    unpacked: watch::Receiver<Option<Result<(), String>>>,
    unpacking: Option<JoinHandle<()>>,
}

/// Why a function's zip cannot run.
#[derive(Debug, thiserror::Error)]
pub enum CodeError {
    /// It is not there.
    #[error("function `{0}`: `{1}` cannot be read: {2}; hint: `gelato local` builds it, as `gelato bundle` does")]
    Missing(String, PathBuf, std::io::Error),
    /// It is no zip.
    #[error("function `{0}`: `{1}` cannot be unpacked: {2}")]
    Broken(String, PathBuf, ZipError),
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
    /// Begins to unpack a function that this machine can run.
    pub(super) fn unpack(function: &Function) -> Result<Self, CodeError> {
        let (name, path) = (|| function.name.clone(), || function.zip.clone());
        let missing = |error| CodeError::Missing(name(), path(), error);
        let broken = |error| CodeError::Broken(name(), path(), error);
        let file = File::open(&function.zip).map_err(missing)?;
        let mut archive = ZipArchive::new(file).map_err(broken)?;
        match machine(&mut archive) {
            Err(ZipError::FileNotFound) => return Err(CodeError::NoBootstrap(name(), path())),
            Err(error) => return Err(broken(error)),
            Ok(Some(machine)) if machine != std::env::consts::ARCH => {
                return Err(CodeError::OtherMachine(name(), machine));
            }
            Ok(_) => {}
        }
        let folder = Arc::new(TempDir::with_prefix("gelato-function-").map_err(missing)?);
        let (tell, unpacked) = watch::channel(None);
        let target = Arc::clone(&folder);
        let unpacking = std::thread::spawn(move || {
            let outcome = archive.extract(target.path());
            tell.send_replace(Some(outcome.map_err(|error| format!("the zip cannot be unpacked: {error}"))));
        });
        Ok(Self { folder, unpacked, unpacking: Some(unpacking) })
    }

    /// The folder, once everything is in it.
    pub(super) async fn folder(&self) -> io::Result<&Path> {
        let mut unpacked = self.unpacked.clone();
        let outcome = unpacked.wait_for(Option::is_some).await.map_err(io::Error::other)?;
        outcome.clone().unwrap_or(Ok(())).map_err(io::Error::other)?;
        Ok(self.folder.path())
    }
}

impl Drop for Code {
    fn drop(&mut self) {
        // What is still being written would stay behind.
        if let Some(unpacking) = self.unpacking.take() {
            let _ = unpacking.join();
        }
    }
}

/// The machine that the program is built for; none for a script.
fn machine(archive: &mut ZipArchive<File>) -> Result<Option<&'static str>, ZipError> {
    let mut head = Vec::new();
    archive.by_name("bootstrap")?.take(20).read_to_end(&mut head)?;
    if !head.starts_with(b"\x7fELF") {
        return Ok(None);
    }
    Ok(Some(match head.get(18..20) {
        Some([0x3e, 0]) => "x86_64",
        Some([0xb7, 0]) => "aarch64",
        _ => "another machine",
    }))
}
