//! The storage of the tables: one SQLite database with the items and the records of all changes.
//!
//! Without a folder, the database is a private temporary file that SQLite deletes, so that memory use stays small. With
//! a folder, acknowledged writes survive the end of the process, however it ends.
//! See `docs/decisions/local-dynamodb.md`.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError, RwLock};

use dynoxide::actions::create_table::{self, CreateTableRequest};
use dynoxide::actions::update_time_to_live;
use dynoxide::actions::vector_lifecycle::VectorIndexLifecycle;
use dynoxide::storage::Storage;
use dynoxide::{DynoxideError, Result};
use rusqlite::{Connection, ErrorCode};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::console;
use crate::printable::{self, PrintablePath as _};
use crate::regular_file;
use crate::stack::table::Table;
use crate::streams::log;

use super::damage::{self, Damage, DatabaseFile};
use super::idempotency::CompletedTransactions;

/// The database's file in its folder.
const FILE: &str = "tables.sqlite";

/// The size of SQLite's page cache in KiB. The system caches the rest of the file. A larger cache would be slower,
/// because SQLite visits every dirty page at the end of each transaction.
const CACHE: i64 = 4096;

/// The lock file of a folder.
const LOCK: &str = "lock";

/// The tables' items and records.
pub struct Store {
    storage: Mutex<Storage>,
    lifecycle: VectorIndexLifecycle,
    completed: CompletedTransactions,
    tables: RwLock<Vec<Table>>,
    changes: watch::Sender<u64>,
    /// The database's file, if it is in a folder. It is closed after `storage`.
    file: Option<DatabaseFile>,
    damage: OnceLock<Damage>,
    /// Locked for as long as the process lives.
    _lock: Option<File>,
}

/// Why the tables cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder cannot be used.
    #[error("the folder of the data, `{}`, cannot be used: {}", .0.printable(), .1)]
    Folder(PathBuf, std::io::Error),
    /// Another runtime uses the folder: both would deliver the same records.
    #[error("`{}` is in use by another runtime; hint: stop it, or give this one another folder with `--data`", .0.printable())]
    InUse(PathBuf),
    /// The database is damaged.
    #[error(transparent)]
    Damaged(Damage),
    /// The database cannot be opened.
    #[error("the database of the tables, `{}`, cannot be opened: {}", .0.printable(), .1)]
    Database(PathBuf, DynoxideError),
    /// A table cannot be created.
    #[error("table `{name}` cannot be made: {reason}")]
    Table {
        /// Its name.
        name: String,
        /// The error of DynamoDB.
        reason: DynoxideError,
    },
    /// The table exists with another key.
    #[error(
        "table `{0}` is kept with another key; hint: delete the folder of the data, or give the table another name"
    )]
    OtherKey(String),
}

impl Store {
    /// Opens the database in a folder, or a temporary one.
    pub fn open(folder: Option<&Path>) -> std::result::Result<Self, OpenError> {
        let lock = folder.map(take).transpose()?;
        let file = folder.map(database_file).transpose()?;
        let path = file.as_ref().map(|file| file.path().to_owned()).unwrap_or_default();
        if file.is_some() {
            damage::try_out(&path).map_err(|error| open_error(&path, error.into()))?;
        }
        let storage = Storage::new(&path.to_string_lossy()).map_err(|error| open_error(&path, error))?;
        prepare(storage.conn(), folder.is_some()).map_err(|error| open_error(&path, error.into()))?;
        Ok(Self {
            storage: Mutex::new(storage),
            lifecycle: VectorIndexLifecycle::new(),
            completed: CompletedTransactions::default(),
            tables: RwLock::default(),
            changes: watch::Sender::new(0),
            file,
            damage: OnceLock::new(),
            _lock: lock,
        })
    }

    /// Creates missing tables, and records the changes of tables with a stream. Existing items are kept.
    pub fn set_tables(&self, tables: &[Table]) -> std::result::Result<(), OpenError> {
        for table in tables {
            let failed = |reason| match self.damage() {
                Some(damage) => OpenError::Damaged(damage),
                None => OpenError::Table { name: table.name.clone(), reason },
            };
            let same = self.with(|storage| make(storage, table)).map_err(failed)?;
            if !same {
                return Err(OpenError::OtherKey(table.name.clone()));
            }
        }
        let names = tables.iter().filter(|table| table.stream.is_some()).map(|table| table.name.as_str());
        let names: Vec<_> = names.collect();
        self.with(|storage| Ok(log::watch(storage.conn(), &names)?))
            .map_err(|error| open_error(self.file.as_ref().map_or(Path::new(""), DatabaseFile::path), error))?;
        *self.tables.write().unwrap_or_else(PoisonError::into_inner) = tables.to_vec();
        Ok(())
    }

    /// The damage of the database's file, if it has been found.
    pub(super) fn known_damage(&self) -> Option<&Damage> {
        self.damage.get()
    }

    /// Checks the database's file for damage.
    pub fn damage(&self) -> Option<Damage> {
        if let (Some(file), None) = (&self.file, self.damage.get()) {
            self.note(file.damage());
        }
        self.damage.get().cloned()
    }

    /// Remembers damage, and reports it once.
    fn note(&self, damage: Option<Damage>) {
        if let Some(damage) = damage
            && self.damage.set(damage.clone()).is_ok()
        {
            console::print_error(format!("error: {}\n", printable::block(&damage.to_string())));
        }
    }

    /// The table with a name.
    pub fn table(&self, name: &str) -> Option<Table> {
        self.tables().into_iter().find(|table| table.name == name)
    }

    /// The tables.
    pub fn tables(&self) -> Vec<Table> {
        self.tables.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notifies of changes: each change increments the count.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    pub(super) fn notify_change(&self) {
        self.changes.send_modify(|changes| *changes += 1);
    }

    pub(super) fn completed(&self) -> &CompletedTransactions {
        &self.completed
    }

    pub(super) fn lifecycle(&self) -> &VectorIndexLifecycle {
        &self.lifecycle
    }

    /// Runs an operation with exclusive access to the database.
    pub(super) fn with<T>(&self, act: impl FnOnce(&Storage) -> Result<T>) -> Result<T> {
        let storage = self.storage.lock().unwrap_or_else(PoisonError::into_inner);
        let outcome = act(&storage);
        if let (Err(error), Some(file), None) = (&outcome, &self.file, self.damage.get()) {
            self.note(Damage::behind(file.path(), error, &storage));
        }
        outcome
    }

    /// Runs an operation with exclusive access to the change log.
    pub(crate) fn with_log<T>(&self, act: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
        let outcome = act(self.storage.lock().unwrap_or_else(PoisonError::into_inner).conn());
        if let (Err(error), Some(file)) = (&outcome, &self.file) {
            self.note(Damage::of_error(file.path(), error));
        }
        outcome
    }

    /// Adds the stream to a table's description; the library does not know about it.
    pub(super) fn describe(&self, answer: Vec<u8>) -> Result<Vec<u8>> {
        let internal = |error: serde_json::Error| DynoxideError::InternalServerError(error.to_string());
        let mut answer: Value = serde_json::from_slice(&answer).map_err(internal)?;
        let description = &mut answer["Table"];
        let table = description["TableName"].as_str().and_then(|name| self.table(name));
        if let Some(stream) = table.and_then(|table| table.stream) {
            description["StreamSpecification"] = json!({ "StreamEnabled": true, "StreamViewType": stream.view.name() });
            description["LatestStreamLabel"] = json!(stream.arn.rsplit("/stream/").next());
            description["LatestStreamArn"] = json!(stream.arn);
        }
        serde_json::to_vec(&answer).map_err(internal)
    }
}

/// Creates a folder and locks it for this process.
fn take(folder: &Path) -> std::result::Result<File, OpenError> {
    let unusable = |error| OpenError::Folder(folder.to_owned(), error);
    if folder.metadata().is_ok_and(|found| !found.is_dir()) {
        return Err(unusable(io::Error::new(io::ErrorKind::NotADirectory, "it is a file; hint: name a folder")));
    }
    std::fs::create_dir_all(folder).map_err(unusable)?;
    let lock = regular_file::to_keep(&folder.join(LOCK)).map_err(in_folder(folder, LOCK))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse(folder.to_owned())),
        Err(TryLockError::Error(error)) => Err(unusable(error)),
    }
}

/// The database's file in a folder.
fn database_file(folder: &Path) -> std::result::Result<DatabaseFile, OpenError> {
    DatabaseFile::open(&folder.join(FILE)).map_err(in_folder(folder, FILE))
}

fn in_folder(folder: &Path, file: &str) -> impl FnOnce(io::Error) -> OpenError {
    move |error| OpenError::Folder(folder.to_owned(), io::Error::new(error.kind(), format!("`{file}`: {error}")))
}

/// The reason why a database cannot be opened. Another runtime may use it even if the lock file was removed.
fn open_error(file: &Path, error: DynoxideError) -> OpenError {
    let DynoxideError::SqliteError(cause) = &error else { return OpenError::Database(file.to_owned(), error) };
    match (Damage::of_error(file, cause), cause.sqlite_error_code()) {
        (Some(damage), _) => OpenError::Damaged(damage),
        (None, Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)) => {
            OpenError::InUse(file.parent().unwrap_or(file).to_owned())
        }
        (None, _) => OpenError::Database(file.to_owned(), error),
    }
}

/// A power failure may lose the last writes to a folder; the end of the process loses none. No other process uses the
/// database, so it need not be locked for each transaction.
fn prepare(connection: &Connection, kept: bool) -> rusqlite::Result<()> {
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    if !kept {
        connection.pragma_update(None, "journal_mode", "MEMORY")?;
    }
    connection.pragma_update(None, "synchronous", if kept { "NORMAL" } else { "OFF" })?;
    connection.pragma_update(None, "cache_size", -CACHE)?;
    log::prepare(connection)
}

/// Creates a table. Returns `false` if it exists with another key.
fn make(storage: &Storage, table: &Table) -> Result<bool> {
    let read = |value: &Value| {
        serde_json::from_value::<CreateTableRequest>(value.clone())
            .map_err(|error| DynoxideError::ValidationException(error.to_string().replace("VALIDATION:", "")))
    };
    match storage.get_table_metadata(&table.name)? {
        Some(there) => {
            let there: Value = serde_json::from_str(&there.key_schema).unwrap_or_default();
            if there != table.definition["KeySchema"] {
                return Ok(false);
            }
        }
        None => {
            pollster::block_on(create_table::execute(storage, read(&table.definition)?))?;
        }
    }
    if let Some(attribute) = &table.expiry_attribute {
        let request = json!({
            "TableName": table.name,
            "TimeToLiveSpecification": { "AttributeName": attribute, "Enabled": true },
        });
        let request =
            serde_json::from_value(request).map_err(|error| DynoxideError::ValidationException(error.to_string()))?;
        // After a restart, expiry is already enabled; the attribute is read from the table's declaration.
        let _ = pollster::block_on(update_time_to_live::execute(storage, request));
    }
    Ok(true)
}
