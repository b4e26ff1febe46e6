//! The unpacked code of functions: one copy per content hash, in a folder that all runtimes of a user share.
//!
//! A runtime locks the copies that it uses, and the locks end with its process, however it ends. A copy without a lock
//! is therefore unused, and the next runtime removes it, as well as a copy that a killed runtime left incomplete.
//! Copies are read-only, as on AWS, because several runtimes may use them.

use std::fs::{self, DirBuilder, File, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// The folder of a user's copies.
#[derive(Debug, Clone)]
pub(super) struct Copies(PathBuf);

/// Why the folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CopiesError {
    /// It cannot be created.
    #[error(
        "the folder `{0}` for the functions' code cannot be made: {1}; hint: `TMPDIR` names the folder that it is in"
    )]
    Unmade(PathBuf, io::Error),
    /// Other users could change its contents.
    #[error(
        "the folder `{0}` for the functions' code is not this user's alone; hint: remove it, or name another folder for \
         it to be in with `TMPDIR`"
    )]
    Shared(PathBuf),
}

/// A copy in use. It is removed with its last user.
#[derive(Debug)]
pub(super) struct Copy {
    path: PathBuf,
    /// Locked for as long as the copy is used.
    lock: File,
}

impl Copies {
    /// The folder of this user, created if it is missing.
    pub(super) fn of_user() -> Result<Self, CopiesError> {
        let user = rustix::process::getuid();
        let folder = std::env::temp_dir().join(format!("gelato-functions-{}", user.as_raw()));
        match DirBuilder::new().mode(0o700).create(&folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(CopiesError::Unmade(folder, error));
            }
            _ => {}
        }
        let found = fs::symlink_metadata(&folder).map_err(|error| CopiesError::Unmade(folder.clone(), error))?;
        if !found.is_dir() || found.uid() != user.as_raw() || found.mode() & 0o077 != 0 {
            return Err(CopiesError::Shared(folder));
        }
        Ok(Self(folder))
    }

    /// The copy with a name, unpacked if it is missing.
    pub(super) fn get(&self, name: &str, unpack: impl Fn(&Path) -> io::Result<()>) -> io::Result<Copy> {
        let path = self.0.join(name);
        loop {
            if let Some(copy) = Copy::take(&path)? {
                return Ok(copy);
            }
            let mut new = self.begin()?;
            unpack(&new.path)?;
            set_writable(&new.path, false)?;
            // Some systems cannot rename a read-only folder.
            fs::set_permissions(&new.path, Permissions::from_mode(0o700))?;
            match fs::rename(&new.path, &path) {
                Ok(()) => new.path.clone_from(&path),
                // Another runtime was faster.
                Err(error) if is_occupied(&error) => continue,
                Err(error) => return Err(error),
            }
            fs::set_permissions(&path, Permissions::from_mode(0o500))?;
            new.lock.lock_shared()?;
            if is_at(&new.lock, &path) {
                return Ok(new);
            }
        }
    }

    /// A locked folder to unpack to, which no other runtime removes as unused.
    fn begin(&self) -> io::Result<Copy> {
        loop {
            let path = TempDir::with_prefix_in("unpacking-", &self.0)?.keep();
            // Another runtime may have removed it as unused.
            if let Some(lock) = lock_alone(&path)? {
                return Ok(Copy { path, lock });
            }
        }
    }

    /// Removes unused copies.
    pub(super) fn clean_up(&self) {
        let entries = fs::read_dir(&self.0).into_iter().flatten().flatten();
        for entry in entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())) {
            // A copy that cannot be removed now is removed by a later start.
            let _ = remove_unused(&entry.path());
        }
    }
}

impl Copy {
    /// Locks an existing copy.
    fn take(path: &Path) -> io::Result<Option<Self>> {
        loop {
            let lock = match File::open(path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                opened => opened?,
            };
            // This waits for a runtime that is about to remove it.
            lock.lock_shared()?;
            if is_at(&lock, path) {
                return Ok(Some(Self { path: path.to_owned(), lock }));
            }
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        let _ = self.lock.unlock();
        let _ = remove_unused(&self.path);
    }
}

/// Locks an unused folder; `None` if it is in use or was moved.
fn lock_alone(path: &Path) -> io::Result<Option<File>> {
    let folder = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened?,
    };
    match folder.try_lock() {
        Ok(()) => Ok(is_at(&folder, path).then_some(folder)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn is_occupied(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::AlreadyExists)
}

/// Whether a path still refers to an open folder.
fn is_at(folder: &File, path: &Path) -> bool {
    let place = |found: io::Result<fs::Metadata>| found.map(|found| (found.dev(), found.ino())).ok();
    place(folder.metadata()) == place(fs::symlink_metadata(path))
}

fn remove_unused(path: &Path) -> io::Result<()> {
    let Some(_lock) = lock_alone(path)? else { return Ok(()) };
    set_writable(path, true)?;
    fs::remove_dir_all(path)
}

/// Makes everything in a folder read-only, or its folders writable again.
fn set_writable(folder: &Path, writable: bool) -> io::Result<()> {
    if writable {
        fs::set_permissions(folder, Permissions::from_mode(0o700))?;
    }
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            set_writable(&entry.path(), writable)?;
        } else if kind.is_file() && !writable {
            let mode = entry.metadata()?.mode();
            fs::set_permissions(entry.path(), Permissions::from_mode(mode & 0o555))?;
        }
    }
    if writable { Ok(()) } else { fs::set_permissions(folder, Permissions::from_mode(0o500)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (TempDir, Copies) {
        let folder = TempDir::new().unwrap();
        let copies = Copies(folder.path().to_owned());
        (folder, copies)
    }

    fn unpack(target: &Path) -> io::Result<()> {
        fs::create_dir(target.join("assets"))?;
        fs::write(target.join("assets/flavours"), "Mango")?;
        fs::write(target.join("bootstrap"), "#!/bin/sh\n")
    }

    fn names(copies: &Copies) -> Vec<String> {
        fs::read_dir(&copies.0).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn the_same_code_is_unpacked_once_and_removed_with_its_last_user() {
        let (_folder, copies) = folder();
        let first = copies.get("one", unpack).unwrap();
        let second = copies.get("one", |_| panic!("it is there")).unwrap();
        assert_eq!((first.path(), names(&copies)), (second.path(), vec!["one".to_owned()]));
        drop(first);
        assert!(second.path().join("assets/flavours").is_file());
        drop(second);
        assert_eq!(names(&copies), Vec::<String>::new());
    }

    #[test]
    fn unused_copies_are_removed_and_used_ones_are_kept() {
        let (_folder, copies) = folder();
        let used = copies.get("used", unpack).unwrap();
        for left in ["killed", "unpacking-killed"] {
            let path = copies.0.join(left);
            fs::create_dir(&path).unwrap();
            unpack(&path).unwrap();
            set_writable(&path, false).unwrap();
        }
        copies.clean_up();
        assert_eq!(names(&copies), ["used"]);
        assert!(used.path().join("bootstrap").is_file());
    }

    #[test]
    fn a_failed_unpacking_leaves_nothing_behind() {
        let (_folder, copies) = folder();
        let failed = copies.get("one", |target| unpack(target).and(Err(io::Error::other("no"))));
        assert_eq!(failed.unwrap_err().to_string(), "no");
        assert_eq!(names(&copies), Vec::<String>::new());
    }

    #[test]
    fn concurrent_users_always_get_a_complete_copy() {
        let (_folder, copies) = folder();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let copy = copies.get("one", unpack).unwrap();
                        assert_eq!(fs::read(copy.path().join("assets/flavours")).unwrap(), b"Mango");
                        copies.clean_up();
                        assert!(copy.path().join("bootstrap").is_file());
                    }
                });
            }
        });
        assert_eq!(names(&copies), Vec::<String>::new());
    }
}
