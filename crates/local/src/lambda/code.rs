//! Checks whether this machine can run a function's zip, and unpacks it.
//!
//! A debug build has some dozens of megabytes. It is unpacked in the background, and the first invocation waits for it.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;

use sha2::{Digest, Sha256};
use tokio::sync::watch;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::regular_file;
use crate::stack::function::Function;

use super::copies::{Copies, CopiesError, Copy};

/// A function's unpacked zip.
#[derive(Debug)]
pub(super) struct Code {
    /// The outcome of unpacking, once it has finished.
    unpacked: watch::Receiver<Option<Result<Arc<Copy>, String>>>,
    unpacking: Option<JoinHandle<()>>,
}

/// Why a function's zip cannot run.
#[derive(Debug, thiserror::Error)]
pub enum CodeError {
    /// The zip cannot be read.
    #[error("function `{0}`: `{1}` cannot be read: {2}; hint: `gelato local` builds it, as `gelato bundle` does")]
    Missing(String, PathBuf, std::io::Error),
    /// There is no folder to unpack it to.
    #[error(transparent)]
    Copies(#[from] CopiesError),
    /// It is not a valid zip.
    #[error("function `{0}`: `{1}` cannot be unpacked: {2}")]
    Broken(String, PathBuf, ZipError),
    /// It has no `bootstrap`.
    #[error("function `{0}`: `{1}` has no file `bootstrap` at its top, which `provided` runtimes start")]
    NoBootstrap(String, PathBuf),
    /// Its `bootstrap` is built for another architecture.
    #[error(
        "function `{0}`: `bootstrap` is built for {1}, and this machine is {here}; hint: `gelato local` builds it for \
         this machine", here = std::env::consts::ARCH
    )]
    OtherMachine(String, &'static str),
}

impl Code {
    /// Starts to unpack a function that this machine can run.
    pub(super) fn unpack(function: &Function) -> Result<Self, CodeError> {
        let (name, path) = (|| function.name.clone(), || function.zip.clone());
        let missing = |error| CodeError::Missing(name(), path(), error);
        let broken = |error| CodeError::Broken(name(), path(), error);
        let file = regular_file::open(&function.zip).map_err(missing)?;
        let mut archive = ZipArchive::new(file).map_err(broken)?;
        match machine(&mut archive) {
            Err(ZipError::FileNotFound) => return Err(CodeError::NoBootstrap(name(), path())),
            Err(error) => return Err(broken(error)),
            Ok(Some(machine)) if machine != std::env::consts::ARCH => {
                return Err(CodeError::OtherMachine(name(), machine));
            }
            Ok(_) => {}
        }
        let copies = Copies::of_user()?;
        let (tell, unpacked) = watch::channel(None);
        let unpacking = std::thread::spawn(move || {
            let outcome = copy(&copies, archive.into_inner()).map(Arc::new);
            tell.send_replace(Some(outcome.map_err(|error| format!("the zip cannot be unpacked: {error}"))));
            copies.clean_up();
        });
        Ok(Self { unpacked, unpacking: Some(unpacking) })
    }

    /// The unpacked copy, once it is complete.
    pub(super) async fn copy(&self) -> io::Result<Arc<Copy>> {
        let mut unpacked = self.unpacked.clone();
        let outcome = unpacked.wait_for(Option::is_some).await.map_err(io::Error::other)?;
        match outcome.as_ref() {
            Some(Ok(copy)) => Ok(Arc::clone(copy)),
            Some(Err(error)) => Err(io::Error::other(error.clone())),
            None => Err(io::Error::other("the zip was not unpacked")),
        }
    }
}

/// The copy of a zip, named by the hash of its contents.
fn copy(copies: &Copies, mut zip: File) -> io::Result<Copy> {
    let name = base16ct::lower::encode_string(&digest(&mut zip)?);
    copies.get(&name, |target| Ok(ZipArchive::new(zip.try_clone()?)?.extract(target)?))
}

fn digest(file: &mut File) -> io::Result<[u8; 32]> {
    let (mut digest, mut piece) = (Sha256::new(), vec![0; 1 << 16]);
    file.rewind()?;
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(digest.finalize().into()),
            size => digest.update(&piece[..size]),
        }
    }
}

impl Drop for Code {
    fn drop(&mut self) {
        // A partial copy would be left behind otherwise.
        if let Some(unpacking) = self.unpacking.take() {
            let _ = unpacking.join();
        }
    }
}

/// The architecture of the program; `None` for a script.
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
