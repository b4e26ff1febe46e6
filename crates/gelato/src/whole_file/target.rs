//! The file that a path leads to, and whether it may be replaced.
//!
//! Permission bits do not stop the superuser, so that they are checked here: a read-only file is read-only on purpose.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use super::refusal::Refusal;

/// The maximum number of symbolic links that are followed, as in Linux.
const MOST_LINKS: usize = 40;

/// A file to be written, behind all symbolic links.
#[derive(Debug)]
pub(super) struct Target {
    path: PathBuf,
    found: Option<Metadata>,
}

impl Target {
    /// Follows the symbolic links of a path.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        if path.as_os_str().to_string_lossy().ends_with(std::path::is_separator) {
            return Err(Refusal::Folder.into());
        }
        match fs::metadata(path) {
            Ok(found) => {
                check_regular(&found)?;
                let path = if path.is_symlink() { fs::canonicalize(path)? } else { path.to_owned() };
                Ok(Self { path, found: Some(found) })
            }
            Err(_) if path.is_symlink() => Ok(Self { path: end_of_links(path)?, found: None }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self { path: path.to_owned(), found: None }),
            Err(error) => Err(error),
        }
    }

    /// The path without symbolic links at its end.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The folder of the file.
    pub(super) fn folder(&self) -> &Path {
        folder(&self.path)
    }

    /// Whether the file does not exist yet.
    pub(super) fn is_new(&self) -> bool {
        self.found.is_none()
    }

    /// Whether the file already has these bytes.
    pub(super) fn holds(&self, bytes: &[u8]) -> bool {
        self.found.as_ref().is_some_and(|found| found.len() == bytes.len() as u64)
            && fs::read(&self.path).is_ok_and(|found| found == bytes)
    }

    /// Refuses a file that a rename must not replace.
    pub(super) fn check_replaceable(&self) -> io::Result<()> {
        let Some(found) = &self.found else { return Ok(()) };
        check_mode(found)?;
        check_links(found)?;
        // Opening for writing asks the system and changes nothing. A running program cannot be opened, but replaced.
        match File::options().write(true).open(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Err(Refusal::NotAllowed.into()),
            _ => Ok(()),
        }
    }

    /// Refuses a folder that nobody may write to.
    pub(super) fn check_folder(&self) -> io::Result<()> {
        let found = fs::metadata(self.folder())?;
        if found.permissions().readonly() {
            return Err(Refusal::ReadOnlyFolder { folder: self.folder().to_owned() }.into());
        }
        Ok(())
    }

    /// Gives the replacement this file's mode and, if allowed, its owner.
    #[cfg(unix)]
    pub(super) fn hand_down(&self, new: &File) -> io::Result<()> {
        use std::os::unix::fs::MetadataExt as _;
        let Some(found) = &self.found else { return Ok(()) };
        // Only the superuser can change the owner. For anyone else the file becomes their own.
        let _ = std::os::unix::fs::fchown(new, Some(found.uid()), Some(found.gid()));
        new.set_permissions(found.permissions())
    }

    #[cfg(not(unix))]
    pub(super) fn hand_down(&self, _new: &File) -> io::Result<()> {
        Ok(())
    }
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The target of dangling links.
fn end_of_links(path: &Path) -> io::Result<PathBuf> {
    let mut end = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&end) {
            Ok(next) => end = folder(&end).join(next),
            Err(_) if folder(&end).is_dir() => return Ok(end),
            Err(_) => return Err(Refusal::Dangling { target: end }.into()),
        }
    }
    Err(Refusal::LinkLoop.into())
}

fn check_mode(found: &Metadata) -> io::Result<()> {
    if found.permissions().readonly() {
        return Err(Refusal::ReadOnly { mode: mode(found) }.into());
    }
    Ok(())
}

#[cfg(unix)]
fn mode(found: &Metadata) -> u32 {
    std::os::unix::fs::MetadataExt::mode(found) & 0o7777
}

#[cfg(not(unix))]
fn mode(_found: &Metadata) -> u32 {
    0o444
}

#[cfg(unix)]
fn check_links(found: &Metadata) -> io::Result<()> {
    match std::os::unix::fs::MetadataExt::nlink(found) {
        ..=1 => Ok(()),
        links => Err(Refusal::HardLinks { links }.into()),
    }
}

#[cfg(not(unix))]
fn check_links(_found: &Metadata) -> io::Result<()> {
    Ok(())
}

/// Refuses anything that is not a regular file.
pub(super) fn check_regular(found: &Metadata) -> io::Result<()> {
    if found.is_file() {
        return Ok(());
    }
    Err(if found.is_dir() { Refusal::Folder } else { Refusal::Special { kind: kind(found) } }.into())
}

#[cfg(unix)]
fn kind(found: &Metadata) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    let kind = found.file_type();
    if kind.is_fifo() {
        "a FIFO (named pipe)"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn kind(_found: &Metadata) -> &'static str {
    "a device"
}
