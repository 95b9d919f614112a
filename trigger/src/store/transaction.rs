//! What the commands of a group write in.

use std::cell::{RefCell, RefMut};
use std::ops::Deref;

use rusqlite::{CachedStatement, Connection, Params, Row, Statement};

use super::arrivals::Unawaited;
use super::counts::Counts;
use super::fresh::Fresh;

/// A transaction of the connection that writes. Dropped without a commit, it undoes what it wrote.
///
/// It is one of rusqlite's but for its beginning and its end: those are statements that are
/// prepared once, where rusqlite has SQLite read them anew each time.
pub(crate) struct Transaction<'c> {
    connection: &'c Connection,
    counts: RefCell<Counts>,
    fresh: &'c RefCell<Fresh>,
    unawaited: RefCell<Unawaited>,
    statements: RefCell<Vec<Ready<'c>>>,
}

/// A statement that nobody executes at the time, and its text.
type Ready<'c> = (&'static str, CachedStatement<'c>);

impl<'c> Transaction<'c> {
    /// Begins one that writes.
    pub(super) fn begin(
        connection: &'c mut Connection,
        fresh: &'c RefCell<Fresh>,
    ) -> rusqlite::Result<Self> {
        connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        Ok(Self {
            connection,
            counts: RefCell::default(),
            fresh,
            unawaited: RefCell::default(),
            statements: RefCell::default(),
        })
    }

    /// What is counted in it, and written with it.
    pub(super) fn counts(&self) -> RefMut<'_, Counts> {
        self.counts.borrow_mut()
    }

    /// What the runs were made from that are new in the queue.
    pub(super) fn fresh(&self) -> RefMut<'_, Fresh> {
        self.fresh.borrow_mut()
    }

    /// The events that nobody waits for.
    pub(super) fn unawaited(&self) -> RefMut<'_, Unawaited> {
        self.unawaited.borrow_mut()
    }

    /// Executes a statement, and says how many rows it has changed.
    pub(super) fn write(&self, sql: &'static str, params: impl Params) -> rusqlite::Result<usize> {
        self.with(sql, |statement| statement.execute(params))
    }

    /// The first row that a statement finds or changes.
    pub(super) fn row<T>(
        &self,
        sql: &'static str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        self.with(sql, |statement| statement.query_row(params, read))
    }

    /// Lends a statement that stays ready for the group's other commands. The connection's cache
    /// keeps an order of use, which for each of them costs as much as a small statement takes.
    fn with<T>(
        &self,
        sql: &'static str,
        execute: impl FnOnce(&mut Statement<'c>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let is_it = |(text, _): &Ready<'_>| *text == sql;
        let place = self.statements.borrow().iter().position(is_it);
        let mut statement = match place {
            Some(place) => self.statements.borrow_mut().swap_remove(place).1,
            None => self.connection.prepare_cached(sql)?,
        };
        let executed = execute(&mut statement);
        self.statements.borrow_mut().push((sql, statement));
        executed
    }

    /// Makes durable what was written. When that fails, it is undone.
    pub(super) fn commit(self) -> rusqlite::Result<()> {
        self.counts().write(&self)?;
        self.prepare_cached("COMMIT")?.execute([])?;
        Ok(())
    }
}

impl Deref for Transaction<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        // A commit that has succeeded has ended it, and so has an error as grave as a full disk.
        if !self.is_autocommit()
            && let Err(error) = self.execute_batch("ROLLBACK")
        {
            tracing::error!(%error, "what a failed write has left could not be undone");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::numbers;

    #[test]
    fn a_statement_is_executed_while_it_is_executed_and_after_it_has_failed() {
        const INSERT: &str = "INSERT INTO numbers VALUES (?1)";
        const COUNT: &str = "SELECT count(*) FROM numbers";
        let (mut connection, fresh) = (numbers(), RefCell::default());
        let sql = Transaction::begin(&mut connection, &fresh).unwrap();
        sql.write(INSERT, [1]).unwrap();
        sql.write(INSERT, [1]).unwrap_err();
        sql.write(INSERT, [2]).unwrap();
        let count = |row: &Row<'_>| row.get::<_, i64>(0);
        let both = sql.row(COUNT, [], |row| {
            Ok((count(row)?, sql.row(COUNT, [], count)?))
        });
        assert_eq!(both.unwrap(), (2, 2));
        sql.commit().unwrap();
        let sql = Transaction::begin(&mut connection, &fresh).unwrap();
        assert_eq!(sql.row(COUNT, [], count).unwrap(), 2);
    }

    #[test]
    fn a_statement_is_prepared_once_a_group() {
        let (mut connection, fresh) = (numbers(), RefCell::default());
        let sql = Transaction::begin(&mut connection, &fresh).unwrap();
        for n in 0..5 {
            sql.write("INSERT INTO numbers VALUES (?1)", [n]).unwrap();
            sql.write("DELETE FROM numbers WHERE n = ?1", [n]).unwrap();
        }
        assert_eq!(sql.statements.borrow().len(), 2);
    }
}
