//! Reads files chosen by users: only regular files, and only up to a limit.
//!
//! A FIFO without a writer would block its reader for ever, and a device has no end. The file is opened without
//! blocking and checked through its handle, so that nothing can replace it in between.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::OFlags;

/// The size limit of a configuration and of anything else that is read as text: 16 MiB per file.
pub(crate) const TEXT_LIMIT: u64 = 16 << 20;

/// The size limit of a state: 64 MiB.
pub(crate) const STATE_LIMIT: u64 = 64 << 20;

/// The size limit of a file that is only hashed or archived: 512 MiB, twice the limit of an unpacked function.
pub(crate) const BINARY_LIMIT: u64 = 512 << 20;

/// Opens a regular file, following links.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    regular(&std::fs::metadata(path)?)?;
    open_with(OpenOptions::new().read(true), path)
}

/// Opens a regular file that the runtime keeps open, and creates it if it does not exist.
pub(crate) fn to_keep(path: &Path) -> io::Result<File> {
    match std::fs::metadata(path) {
        Ok(metadata) => regular(&metadata)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    open_with(OpenOptions::new().read(true).write(true).create(true).truncate(false), path)
}

fn open_with(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    let flags = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
    let file = options.custom_flags(flags).open(path)?;
    regular(&file.metadata()?)?;
    Ok(file)
}

/// The bytes of a regular file.
pub(crate) fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        let message = format!("the file is larger than {} MiB, the limit here", limit >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    Ok(bytes)
}

/// The text of a regular file.
pub(crate) fn text(path: &Path, limit: u64) -> io::Result<String> {
    let bytes = read(path, limit)?;
    String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "the file is not UTF-8"))
}

fn regular(metadata: &std::fs::Metadata) -> io::Result<()> {
    let kind = metadata.file_type();
    let found = match () {
        () if kind.is_file() => return Ok(()),
        () if kind.is_dir() => "a directory",
        () if kind.is_fifo() => "a FIFO",
        () if kind.is_socket() => "a socket",
        () => "a device",
    };
    Err(io::Error::new(io::ErrorKind::InvalidInput, format!("this is {found}; only regular files are read")))
}

#[cfg(test)]
mod tests {
    use rustix::fs::{CWD, Mode};

    use super::*;

    #[test]
    fn only_regular_files_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let (fifo, file, link) = (folder.path().join("fifo"), folder.path().join("file"), folder.path().join("link"));
        rustix::fs::mkfifoat(CWD, &fifo, Mode::RWXU).unwrap();
        std::fs::write(&file, "text").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket")).unwrap();
        assert_eq!(text(&link, TEXT_LIMIT).unwrap(), "text");
        for (path, found) in [
            (fifo, "a FIFO"),
            (folder.path().to_owned(), "a directory"),
            (folder.path().join("socket"), "a socket"),
            ("/dev/zero".into(), "a device"),
        ] {
            assert!(text(&path, TEXT_LIMIT).unwrap_err().to_string().contains(found));
        }
    }

    #[test]
    fn only_regular_files_are_kept_open() {
        let folder = tempfile::tempdir().unwrap();
        let (fifo, file) = (folder.path().join("fifo"), folder.path().join("file"));
        rustix::fs::mkfifoat(CWD, &fifo, Mode::RWXU).unwrap();
        assert!(to_keep(&fifo).unwrap_err().to_string().contains("this is a FIFO"));
        to_keep(&file).unwrap();
        std::fs::write(&file, "text").unwrap();
        to_keep(&file).unwrap();
        assert_eq!(text(&file, TEXT_LIMIT).unwrap(), "text");
    }

    #[test]
    fn a_file_is_read_up_to_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("large");
        File::create(&file).unwrap().set_len((2 << 20) + 1).unwrap();
        assert_eq!(read(&file, 3 << 20).unwrap().len(), (2 << 20) + 1);
        assert!(read(&file, 2 << 20).unwrap_err().to_string().contains("larger than 2 MiB"));
    }
}
