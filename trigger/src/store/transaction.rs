//! What the commands of a group write in.

use std::ops::Deref;

use rusqlite::Connection;

/// A transaction of the connection that writes. Dropped without a commit, it undoes what it wrote.
///
/// It is one of rusqlite's but for its beginning and its end: those are statements that are
/// prepared once, where rusqlite has SQLite read them anew each time.
pub(crate) struct Transaction<'c>(&'c Connection);

impl<'c> Transaction<'c> {
    /// Begins one that writes.
    pub(super) fn begin(connection: &'c mut Connection) -> rusqlite::Result<Self> {
        connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        Ok(Self(connection))
    }

    /// Makes durable what was written. When that fails, it is undone.
    pub(super) fn commit(self) -> rusqlite::Result<()> {
        self.0.prepare_cached("COMMIT")?.execute([])?;
        Ok(())
    }
}

impl Deref for Transaction<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.0
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        // A commit that has succeeded has ended it, and so has an error as grave as a full disk.
        if !self.0.is_autocommit()
            && let Err(error) = self.0.execute_batch("ROLLBACK")
        {
            tracing::error!(%error, "what a failed write has left could not be undone");
        }
    }
}
