//! Damage of the database's file. Any process can write to the file, so it may be damaged before or during use. The
//! error names the file and says what to do, rather than what SQLite reports.
//!
//! <https://www.sqlite.org/howtocorrupt.html>

use std::fs::File;
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use dynoxide::DynoxideError;
use dynoxide::storage::Storage;
use rusqlite::{Connection, ErrorCode};

use crate::printable::PrintablePath as _;
use crate::regular_file;

/// The first bytes of every SQLite database.
const HEADER: &[u8; 16] = b"SQLite format 3\0";

/// The damage of a file.
#[derive(Debug, Clone, thiserror::Error)]
#[error(
    "the database of the tables, `{}`, is damaged: {what}; hint: stop the runtime, and put a copy of the folder `{}` in \
     its place, or remove that folder to begin with empty tables",
    file.printable(), file.parent().unwrap_or(file).printable()
)]
pub struct Damage {
    file: PathBuf,
    what: String,
}

impl Damage {
    pub(super) fn new(file: &Path, what: impl Into<String>) -> Self {
        Self { file: file.to_owned(), what: what.into() }
    }

    /// The damage that an SQLite error reports.
    pub(super) fn of_error(file: &Path, error: &rusqlite::Error) -> Option<Self> {
        let damaged = [ErrorCode::NotADatabase, ErrorCode::DatabaseCorrupt];
        error.sqlite_error_code().filter(|code| damaged.contains(code)).map(|_| Self::new(file, error.to_string()))
    }

    /// Checks whether an action failed because of damage. The library keeps SQLite's message of most errors and drops
    /// the error code, so SQLite is asked again.
    pub(super) fn behind(file: &Path, error: &DynoxideError, storage: &Storage) -> Option<Self> {
        match error {
            DynoxideError::SqliteError(error) => Self::of_error(file, error),
            DynoxideError::InternalServerError(_) => {
                let check = |connection: &Connection| {
                    connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0))
                };
                match check(storage.conn()) {
                    Ok(found) if found == "ok" => None,
                    Ok(found) => Some(Self::new(file, found)),
                    Err(error) => Self::of_error(file, &error),
                }
            }
            _ => None,
        }
    }
}

/// The database's file, observed without SQLite.
///
/// The file stays open for as long as SQLite uses it: when a process closes a file, it loses all its locks on that
/// file, including SQLite's, and a second runtime could then write to the same database.
#[derive(Debug)]
pub(super) struct DatabaseFile {
    path: PathBuf,
    file: File,
}

impl DatabaseFile {
    /// Opens the file before SQLite does, and creates it if it does not exist.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { path: path.to_owned(), file: regular_file::to_keep(path)? })
    }

    /// The file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Checks whether the file still exists and starts with SQLite's header.
    pub(super) fn damage(&self) -> Option<Damage> {
        self.missing().or_else(|| self.headless()).map(|what| Damage::new(&self.path, what))
    }

    fn missing(&self) -> Option<&'static str> {
        match (std::fs::metadata(&self.path), self.file.metadata()) {
            (Err(error), _) if error.kind() == io::ErrorKind::NotFound => Some("the file is gone"),
            (Ok(there), Ok(used)) if (there.dev(), there.ino()) != (used.dev(), used.ino()) => {
                Some("another file is in its place")
            }
            _ => None,
        }
    }

    fn headless(&self) -> Option<&'static str> {
        let mut header = [0; HEADER.len()];
        match self.file.read_exact_at(&mut header, 0) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Some("the file is cut short"),
            Ok(()) if header != *HEADER => Some("file is not a database"),
            _ => None,
        }
    }
}

/// Checks whether a file can be used as a database, without waiting for locks.
pub(super) fn try_out(file: &Path) -> rusqlite::Result<()> {
    let connection = Connection::open(file)?;
    connection.busy_timeout(Duration::ZERO)?;
    connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))
}
