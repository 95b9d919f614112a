//! What the machine could do at the best: the same requests and the same rows with nothing around.

mod handler;
mod rows;

use rusqlite::Connection;

pub use handler::{DATABASE, Handler, serve};
pub use rows::Sample;

/// As durable as the store: what is committed is on the disk.
fn durable(sql: &Connection) -> rusqlite::Result<()> {
    sql.pragma_update(None, "journal_mode", "WAL")?;
    sql.pragma_update(None, "synchronous", "FULL")
}
