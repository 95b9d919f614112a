//! What the commands of a group write in.

use std::cell::{RefCell, RefMut};
use std::ops::Deref;

use rusqlite::Connection;

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
}

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
