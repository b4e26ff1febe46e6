//! The log of all changes, written by SQLite in the transaction of each change.
//!
//! Triggers record every way in which an item is written, including transactions and statements, and a record is as
//! durable as its change. The triggers are temporary: each start and each reload creates them again.

use rusqlite::{Connection, OptionalExtension, Row, params};

/// How many records are kept after all readers have passed them, for inspection.
const KEPT: i64 = 1_000;

/// A stored record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Change {
    /// Its number in the log.
    pub(crate) sequence: i64,
    /// When it was written, in seconds since 1970.
    pub(crate) at: f64,
    /// The old item as JSON.
    pub(crate) old: Option<String>,
    /// The new item as JSON.
    pub(crate) new: Option<String>,
    /// Whether the item was deleted because it had expired.
    pub(crate) expired: bool,
}

/// Creates the tables of records and positions.
///
/// A record's number is one greater than the last one. The last record is never deleted, so no number is used twice,
/// and SQLite need not store a counter.
pub(crate) fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        r#"CREATE TABLE IF NOT EXISTS "gelato:records" (
               sequence INTEGER PRIMARY KEY, source TEXT NOT NULL, at REAL NOT NULL,
               old TEXT, new TEXT, expired INTEGER NOT NULL DEFAULT 0);
           CREATE TABLE IF NOT EXISTS "gelato:positions" (reader TEXT PRIMARY KEY, sequence INTEGER NOT NULL);
           CREATE TEMP TABLE "gelato:writer" (expiring INTEGER NOT NULL);
           INSERT INTO "gelato:writer" VALUES (0);"#,
    )
}

/// Records the changes of exactly these tables.
pub(crate) fn watch(connection: &Connection, tables: &[&str]) -> rusqlite::Result<()> {
    let mut known = connection.prepare("SELECT name FROM temp.sqlite_master WHERE type = 'trigger'")?;
    let known: Vec<String> = known.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let drop = known.iter().map(|name| format!("DROP TRIGGER temp.{};", quoted(name)));
    let make = tables.iter().map(|table| {
        let (name, text) = (quoted(table), table.replace('\'', "''"));
        let (put, delete) = (quoted(&format!("put {table}")), quoted(&format!("delete {table}")));
        format!(
            r#"CREATE TEMP TRIGGER {put} BEFORE INSERT ON main.{name} BEGIN
                   INSERT INTO "gelato:records" (source, at, old, new) VALUES ('{text}', unixepoch('subsec'),
                       (SELECT item_json FROM {name} WHERE pk = NEW.pk AND sk = NEW.sk), NEW.item_json);
               END;
               CREATE TEMP TRIGGER {delete} AFTER DELETE ON main.{name} BEGIN
                   INSERT INTO "gelato:records" (source, at, old, expired) VALUES ('{text}', unixepoch('subsec'),
                       OLD.item_json, (SELECT expiring FROM "gelato:writer"));
               END;"#
        )
    });
    connection.execute_batch(&drop.chain(make).collect::<String>())
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Sets whether further deletions are because of expiry.
pub(crate) fn set_expiring(connection: &Connection, expiring: bool) -> rusqlite::Result<()> {
    connection.prepare_cached(r#"UPDATE "gelato:writer" SET expiring = ?1"#)?.execute([expiring])?;
    Ok(())
}

/// The records of a table after a number.
pub(crate) fn after(
    connection: &Connection,
    table: &str,
    sequence: i64,
    limit: usize,
) -> rusqlite::Result<Vec<Change>> {
    let mut statement = connection.prepare_cached(
        r#"SELECT sequence, at, old, new, expired FROM "gelato:records"
           WHERE sequence > ?1 AND source = ?2 ORDER BY sequence LIMIT ?3"#,
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    statement.query_map(params![sequence, table, limit], change)?.collect()
}

/// The latest records of a table, the oldest first.
pub(crate) fn latest(connection: &Connection, table: &str, limit: usize) -> rusqlite::Result<Vec<Change>> {
    let mut statement = connection.prepare_cached(
        r#"SELECT sequence, at, old, new, expired FROM "gelato:records"
           WHERE source = ?1 ORDER BY sequence DESC LIMIT ?2"#,
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut changes: Vec<_> = statement.query_map(params![table, limit], change)?.collect::<rusqlite::Result<_>>()?;
    changes.reverse();
    Ok(changes)
}

/// The number of a table's records after a number.
pub(crate) fn count_after(connection: &Connection, table: &str, sequence: i64) -> rusqlite::Result<i64> {
    let sql = r#"SELECT count(*) FROM "gelato:records" WHERE sequence > ?1 AND source = ?2"#;
    connection.prepare_cached(sql)?.query_row(params![sequence, table], |row| row.get(0))
}

fn change(row: &Row<'_>) -> rusqlite::Result<Change> {
    Ok(Change { sequence: row.get(0)?, at: row.get(1)?, old: row.get(2)?, new: row.get(3)?, expired: row.get(4)? })
}

/// The number of the last record of any table.
pub(crate) fn last(connection: &Connection) -> rusqlite::Result<i64> {
    let sql = r#"SELECT coalesce(max(sequence), 0) FROM "gelato:records""#;
    connection.prepare_cached(sql)?.query_row([], |row| row.get(0))
}

/// The position of a reader.
pub(crate) fn position(connection: &Connection, reader: &str) -> rusqlite::Result<Option<i64>> {
    let sql = r#"SELECT sequence FROM "gelato:positions" WHERE reader = ?1"#;
    connection.prepare_cached(sql)?.query_row([reader], |row| row.get(0)).optional()
}

/// Stores the position of a reader.
pub(crate) fn set_position(connection: &Connection, reader: &str, sequence: i64) -> rusqlite::Result<()> {
    let sql = r#"INSERT OR REPLACE INTO "gelato:positions" VALUES (?1, ?2)"#;
    connection.prepare_cached(sql)?.execute(params![reader, sequence])?;
    Ok(())
}

/// Deletes records of a table that all its readers have passed, except the latest, and records of any table that are a
/// day old.
pub(crate) fn trim(connection: &Connection, table: &str, readers: &[String]) -> rusqlite::Result<()> {
    let mut passed = last(connection)?;
    for reader in readers {
        passed = passed.min(position(connection, reader)?.unwrap_or_default());
    }
    let sql = r#"DELETE FROM "gelato:records" WHERE sequence <= ?1 AND source = ?2"#;
    connection.prepare_cached(sql)?.execute(params![passed - KEPT, table])?;
    // The oldest records come first, so this reads a single record if there is nothing to do.
    let sql = r#"DELETE FROM "gelato:records" WHERE sequence < (
                     SELECT sequence FROM "gelato:records" WHERE at >= unixepoch() - 86400 ORDER BY sequence LIMIT 1)
                 AND at < unixepoch() - 86400"#;
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}
