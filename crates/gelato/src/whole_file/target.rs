//! The file that a path leads to, and whether it may be replaced.
//!
//! Permission bits do not stop the superuser, so they are looked at here: whoever made a file read-only meant it.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use super::refusal::Refusal;

/// The most symbolic links that are followed, as Linux has it.
const MOST_LINKS: usize = 40;

/// A file that is to be written, behind all symbolic links.
#[derive(Debug)]
pub(super) struct Target {
    path: PathBuf,
    found: Option<Metadata>,
}

impl Target {
    /// Follows a path to its end.
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

    /// The folder that the file stands in.
    pub(super) fn folder(&self) -> &Path {
        folder(&self.path)
    }

    /// Whether there is no such file yet.
    pub(super) fn is_new(&self) -> bool {
        self.found.is_none()
    }

    /// Whether the file holds these bytes already.
    pub(super) fn holds(&self, bytes: &[u8]) -> bool {
        self.found.as_ref().is_some_and(|found| found.len() == bytes.len() as u64)
            && fs::read(&self.path).is_ok_and(|found| found == bytes)
    }

    /// Refuses a file that a rename would take from somebody.
    pub(super) fn check_replaceable(&self) -> io::Result<()> {
        let Some(found) = &self.found else { return Ok(()) };
        check_mode(found)?;
        check_links(found)?;
        // Opening changes nothing and asks the system itself. A program that runs cannot be opened but replaced.
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

    /// Gives the file that takes this one's place its mode and, where that is allowed, its owner.
    #[cfg(unix)]
    pub(super) fn hand_down(&self, new: &File) -> io::Result<()> {
        use std::os::unix::fs::MetadataExt as _;
        let Some(found) = &self.found else { return Ok(()) };
        // Only the superuser can give a file away; for anyone else the file becomes their own.
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

/// Where dangling links lead.
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
