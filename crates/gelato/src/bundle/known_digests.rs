//! The digests of a bundle's files, remembered beside the zip: a program that is built without optimisation, as most
//! users' is, takes a second to hash a function.
//!
//! A digest counts only while its file is the same as then. A file that was changed in the same instant as this memory was
//! written, or later, is hashed again, because a clock that ticks some hundred times a second cannot tell the two apart.

use super::Error;
use super::digest::Digest;
use crate::whole_file;
use serde::{Deserialize, Serialize};
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The digests that are known of one bundle.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct KnownDigests {
    binary: Option<Known>,
    zip: Option<Known>,
    /// When the file of this memory was written.
    #[serde(skip)]
    written: Option<SystemTime>,
}

/// The contents of a file.
#[derive(Debug)]
pub(super) struct Hashed {
    pub(super) bytes: Vec<u8>,
    pub(super) digest: Digest,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Known {
    version: Version,
    digest: Digest,
}

/// What tells two contents of a file apart without reading them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Version {
    bytes: u64,
    modified: SystemTime,
    /// The last change of anything about the file, which nobody can set back.
    changed: Option<SystemTime>,
}

impl KnownDigests {
    /// What is remembered beside `zip`; nothing if that cannot be read.
    pub(super) fn read(zip: &Path) -> Self {
        let path = path(zip);
        let written = fs::metadata(&path).and_then(|metadata| metadata.modified()).ok();
        let known = whole_file::read(&path).ok().and_then(|json| serde_json::from_slice::<Self>(&json).ok());
        Self { written, ..known.unwrap_or_default() }
    }

    pub(super) fn write(&self, zip: &Path) -> Result<(), Error> {
        let path = path(zip);
        whole_file::write(&path, &serde_json::to_vec(self)?).map(drop).map_err(Error::file("write", &path))
    }

    /// Cargo's file. Cargo links it anew for each of two packages whose binaries share a name, which changes `changed`.
    pub(super) fn binary(&mut self, file: &Path) -> io::Result<Hashed> {
        let version = Version { changed: None, ..Version::of(&fs::metadata(file)?)? };
        hashed(&mut self.binary, self.written, file, version)
    }

    /// The zip, which anyone may have changed.
    pub(super) fn zip(&mut self, file: &Path) -> io::Result<Hashed> {
        let version = Version::of(&fs::metadata(file)?)?;
        hashed(&mut self.zip, self.written, file, version)
    }
}

/// The version is older than the bytes, so that a change between the two is noticed the next time.
fn hashed(known: &mut Option<Known>, written: Option<SystemTime>, file: &Path, version: Version) -> io::Result<Hashed> {
    let bytes = whole_file::read(file)?;
    let same = known.as_ref().filter(|known| known.version == version && version.is_before(written));
    let digest = same.map_or_else(|| Digest::of(&bytes), |known| known.digest);
    *known = Some(Known { version, digest });
    Ok(Hashed { bytes, digest })
}

impl Version {
    fn of(metadata: &Metadata) -> io::Result<Self> {
        Ok(Self { bytes: metadata.len(), modified: metadata.modified()?, changed: changed(metadata) })
    }

    fn is_before(&self, written: Option<SystemTime>) -> bool {
        written.is_some_and(|written| self.modified < written && self.changed < Some(written))
    }
}

fn path(zip: &Path) -> PathBuf {
    zip.with_extension("digests")
}

#[cfg(unix)]
fn changed(metadata: &Metadata) -> Option<SystemTime> {
    use std::os::unix::fs::MetadataExt as _;
    let seconds = Duration::from_secs(metadata.ctime().try_into().ok()?);
    let rest = Duration::from_nanos(metadata.ctime_nsec().try_into().ok()?);
    SystemTime::UNIX_EPOCH.checked_add(seconds + rest)
}

#[cfg(not(unix))]
fn changed(_: &Metadata) -> Option<SystemTime> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::File;

    /// A zip whose digest is remembered wrongly, so that it shows whether the memory was believed.
    struct Folder(tempfile::TempDir);

    const WRONG: &[u8] = b"another";

    impl Folder {
        fn new() -> Self {
            let folder = Self(tempfile::tempdir().unwrap());
            fs::write(folder.zip(), "content").unwrap();
            let version = Version::of(&fs::metadata(folder.zip()).unwrap()).unwrap();
            let zip = Some(Known { version, digest: Digest::of(WRONG) });
            KnownDigests { zip, ..KnownDigests::default() }.write(&folder.zip()).unwrap();
            folder
        }

        fn zip(&self) -> PathBuf {
            self.0.path().join("function.zip")
        }

        /// Sets the time when the memory was written.
        fn written(&self, time: SystemTime) {
            let memory = File::options().write(true).open(path(&self.zip())).unwrap();
            memory.set_modified(time).unwrap();
        }

        fn modified(&self) -> SystemTime {
            fs::metadata(self.zip()).unwrap().modified().unwrap()
        }

        fn believed(&self) -> bool {
            let hashed = KnownDigests::read(&self.zip()).zip(&self.zip()).unwrap();
            hashed.digest == Digest::of(WRONG)
        }
    }

    fn later() -> SystemTime {
        SystemTime::now() + Duration::from_mins(1)
    }

    #[test]
    fn a_file_that_did_not_change_is_not_hashed() {
        let folder = Folder::new();
        folder.written(later());
        assert!(folder.believed());
    }

    #[test]
    fn a_file_of_the_same_instant_is_hashed() {
        let folder = Folder::new();
        folder.written(folder.modified());
        assert!(!folder.believed());
    }

    #[test]
    #[cfg(unix)]
    fn a_change_that_set_the_time_back_is_noticed() {
        let folder = Folder::new();
        folder.written(later());
        let modified = folder.modified();
        // Until the clock of the file system has ticked, the two changes are one.
        let noticed = (0..1000).any(|_| {
            std::thread::sleep(Duration::from_millis(1));
            fs::write(folder.zip(), "CONTENT").unwrap();
            File::options().write(true).open(folder.zip()).unwrap().set_modified(modified).unwrap();
            !folder.believed()
        });
        assert!(noticed);
        assert_eq!(folder.modified(), modified);
    }

    /// Cargo has kept the binaries of other compilers, and links an old one anew.
    #[test]
    fn an_older_binary_is_hashed() {
        let folder = Folder::new();
        let known = folder.modified();
        let binary = |bytes: &[u8], modified| {
            fs::write(folder.zip(), bytes).unwrap();
            File::options().write(true).open(folder.zip()).unwrap().set_modified(modified).unwrap();
            let version = Version { bytes: 7, modified: known, changed: None };
            let binary = Some(Known { version, digest: Digest::of(WRONG) });
            let mut digests = KnownDigests { binary, zip: None, written: Some(later()) };
            digests.binary(&folder.zip()).unwrap().digest
        };
        assert_eq!(binary(b"content", known), Digest::of(WRONG));
        assert_eq!(binary(b"content", known - Duration::from_mins(1)), Digest::of(b"content"));
        assert_eq!(binary(b"longer content", known), Digest::of(b"longer content"));
    }

    #[test]
    fn a_memory_that_cannot_be_read_is_none() {
        let folder = Folder::new();
        fs::write(path(&folder.zip()), "spoilt").unwrap();
        folder.written(later());
        assert!(!folder.believed());
    }
}
