//! `rusqlite` with one change: a connection caches its prepared statements.
//!
//! For each request, `dynoxide` passes the same few statements to `Connection::execute` and `query_row`, and `rusqlite`
//! lets SQLite parse and plan them every time, with all triggers of the table. That is half the cost of a write.
//! `rusqlite` has no cache for these methods, and `dynoxide` accepts no other connection type. This package therefore
//! replaces `rusqlite` (`[patch.crates-io]`): it re-exports everything except the methods below, which do the same with
//! cached statements. `docs/decisions/local-dynamodb.md` has the figures.

use std::ops::{Deref, DerefMut};
use std::path::Path;

pub use upstream::*;

/// How many statements a connection caches: enough for about ten tables with indexes.
const KEPT: usize = 256;

/// A connection that caches its prepared statements.
#[derive(Debug)]
pub struct Connection(upstream::Connection);

impl Connection {
    /// Opens a database, and creates it if it does not exist.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        upstream::Connection::open(path).map(Self::keeping)
    }

    /// Opens a database with flags.
    pub fn open_with_flags(path: impl AsRef<Path>, flags: OpenFlags) -> Result<Self> {
        upstream::Connection::open_with_flags(path, flags).map(Self::keeping)
    }

    /// Opens a database in memory.
    pub fn open_in_memory() -> Result<Self> {
        upstream::Connection::open_in_memory().map(Self::keeping)
    }

    fn keeping(connection: upstream::Connection) -> Self {
        connection.set_prepared_statement_cache_capacity(KEPT);
        Self(connection)
    }

    /// Executes a statement, and returns the number of changed rows.
    pub fn execute<P: Params>(&self, sql: &str, params: P) -> Result<usize> {
        self.0.prepare_cached(sql)?.execute(params)
    }

    /// Reads one row.
    pub fn query_row<T, P: Params>(&self, sql: &str, params: P, read: impl FnOnce(&Row<'_>) -> Result<T>) -> Result<T> {
        self.0.prepare_cached(sql)?.query_row(params, read)
    }

    /// Prepares a statement.
    pub fn prepare(&self, sql: &str) -> Result<CachedStatement<'_>> {
        self.0.prepare_cached(sql)
    }

    /// Executes statements. Statements that begin or end a transaction are cached; all others are executed once.
    pub fn execute_batch(&self, sql: &str) -> Result<()> {
        let alone = sql.trim().trim_end_matches(';');
        let repeated = ["BEGIN", "COMMIT", "ROLLBACK"].iter().any(|word| alone.starts_with(word));
        if !repeated || alone.contains(';') {
            return self.0.execute_batch(sql);
        }
        self.0.prepare_cached(alone)?.query([])?.next().map(|_| ())
    }
}

impl Deref for Connection {
    type Target = upstream::Connection;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Connection {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INSERT: &str = "INSERT INTO flavours VALUES (?1)";

    fn connection() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch("CREATE TABLE flavours (name TEXT UNIQUE); CREATE TABLE toppings (name TEXT)")
            .unwrap();
        connection
    }

    fn count(connection: &Connection) -> i64 {
        connection.query_row("SELECT count(*) FROM flavours", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn a_statement_is_prepared_once() {
        let connection = connection();
        for name in ["Vanilla", "Pistachio", "Mango"] {
            connection.execute_batch("BEGIN").unwrap();
            assert_eq!(connection.execute(INSERT, [name]).unwrap(), 1);
            assert!(count(&connection) > 0);
            connection.execute_batch("COMMIT;").unwrap();
        }
        for sql in ["BEGIN", INSERT, "SELECT count(*) FROM flavours", "COMMIT"] {
            assert_eq!(connection.prepare(sql).unwrap().get_status(StatementStatus::Run), 3, "{sql}");
        }
    }

    #[test]
    fn a_failed_statement_can_be_retried() {
        let connection = connection();
        connection.execute(INSERT, ["Vanilla"]).unwrap();
        connection.execute_batch("BEGIN").unwrap();
        assert!(connection.execute(INSERT, ["Vanilla"]).is_err());
        connection.execute_batch("ROLLBACK").unwrap();
        assert!(connection.execute_batch("ROLLBACK").is_err());
        assert_eq!(connection.execute(INSERT, ["Pistachio"]).unwrap(), 1);
        assert_eq!(count(&connection), 2);
    }

    #[test]
    fn a_schema_change_is_noticed() {
        let connection = connection();
        connection.execute(INSERT, ["Vanilla"]).unwrap();
        connection
            .execute_batch(
                "CREATE TRIGGER t AFTER INSERT ON flavours BEGIN INSERT INTO toppings VALUES (NEW.name); END",
            )
            .unwrap();
        connection.execute(INSERT, ["Pistachio"]).unwrap();
        let topping: String = connection.query_row("SELECT name FROM toppings", [], |row| row.get(0)).unwrap();
        assert_eq!(topping, "Pistachio");
        connection.execute_batch("DROP TABLE flavours").unwrap();
        assert!(connection.execute(INSERT, ["Mango"]).is_err());
    }

    #[test]
    fn several_statements_and_none_are_executed() {
        let connection = connection();
        connection.execute_batch("").unwrap();
        connection.execute_batch("-- nothing").unwrap();
        connection.execute_batch("BEGIN; INSERT INTO flavours VALUES ('Vanilla'); COMMIT").unwrap();
        assert_eq!(count(&connection), 1);
    }

    #[test]
    fn transactions_of_the_original_still_work() {
        let mut connection = connection();
        let transaction = connection.transaction().unwrap();
        transaction.execute(INSERT, ["Vanilla"]).unwrap();
        drop(transaction);
        assert_eq!(count(&connection), 0);
    }
}
