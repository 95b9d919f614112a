//! What the machine could do at the best: the same requests and the same rows with nothing around.

mod handler;
mod rows;

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use tempfile::TempDir;

use crate::load::{self, Answered};
use crate::{Result, requests};

use handler::Handler;
pub use handler::{DATABASE, serve};
use rows::Sample;

/// What measures how much the machine does at the best.
pub struct Limits {
    handler: Handler,
    sample: Sample,
    folder: TempDir,
}

impl Limits {
    /// With the rows of the newest run that an app's database has.
    pub fn of(database: &Path) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        Ok(Self {
            handler: Handler::start(&folder.path().join("handler.db"))?,
            sample: Sample::take(database)?,
            folder,
        })
    }

    /// How so many deliveries are answered that are verified and committed.
    pub async fn ingest(&self, count: usize, connections: usize) -> Result<Answered> {
        let secret = self.handler.secret();
        let requests = requests(count, "/", secret, "product.created", |_| 0);
        Ok(load::send(self.handler.address, connections, requests).await?)
    }

    /// How many runs' rows are committed in so long, in groups of 100.
    pub fn runs(&self, during: Duration) -> Result<usize> {
        Ok(self.sample.committed(self.folder.path(), 100, during)?)
    }

    /// How long the commits of one run take, one after another.
    pub fn commits(&self) -> Result<Vec<Duration>> {
        Ok(self.sample.one_after_another(self.folder.path())?)
    }
}

/// As durable as the store: what is committed is on the disk.
fn durable(sql: &Connection) -> rusqlite::Result<()> {
    sql.pragma_update(None, "journal_mode", "WAL")?;
    sql.pragma_update(None, "synchronous", "FULL")
}
