//! The embedded store: one SQLite file, one thread that writes, connections of their own for reads.

mod afresh;
mod arrivals;
mod awaits;
mod backup;
mod checkpoints;
mod children;
mod claim;
mod codes;
mod connections;
mod control;
mod counts;
mod deliveries;
mod events;
mod fresh;
#[cfg(test)]
mod fuse;
mod health;
mod home;
mod import;
#[cfg(feature = "metrics")]
mod levels;
mod matching;
mod migrations;
mod pauses;
#[cfg(test)]
mod plans;
mod polls;
mod query;
mod replays;
mod requests;
mod results;
mod retention;
mod row;
mod runs;
mod schedules;
mod sealed;
#[cfg(feature = "dashboard")]
mod seen;
mod sending;
mod slots;
mod sources;
mod state;
mod steps;
#[cfg(test)]
mod tests;
mod transaction;
mod triggers;
mod turns;
mod unconnected;
mod values;
mod workers;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::telemetry::Telemetry;
pub(crate) use awaits::Begun;
pub(crate) use backup::back_up;
use checkpoints::Checkpoints;
pub(crate) use children::Parent;
pub(crate) use claim::{Claimed, Claims, Parked, Successor};
pub(crate) use codes::Codes;
#[cfg(feature = "oauth")]
pub(crate) use connections::ConnectionKey;
pub(crate) use control::{Affected, Batch, Control};
pub(crate) use deliveries::{
    Arrived, Delivery, NewEvent, NewRun, PayloadPlace, Recorded, Taker, verdict,
};
#[cfg(test)]
pub(crate) use fuse::{End, Fuse};
pub(crate) use health::{Patient, is_overdue};
pub(crate) use home::home;
pub(crate) use polls::{Answered, StoredPoll};
pub(crate) use replays::{KeptDelivery, KeptEvent, Replay};
pub(crate) use requests::Receipt;
pub(crate) use results::ResultNumber;
pub(crate) use retention::{Horizon, Place};
pub(crate) use runs::{Fence, Finish, Finished};
pub(crate) use schedules::{NewSchedule, ScheduleOrigin, StoredSchedule, Ticked};
#[cfg(feature = "dashboard")]
pub(crate) use seen::Pulse;
pub(crate) use sending::{DelayedEvent, Sending, Sent};
pub(crate) use slots::{Limit, Slot};
pub(crate) use sources::{Inherited, Metadata, SourceIdentity, StoredSource};
pub(crate) use steps::{JournalEntry, Kept, KeptLine, StepState};
pub(crate) use triggers::StoredTrigger;
pub(crate) use workers::{IN_MEMORY, Renewal, Renewed};
use writer::Writer;

use crate::id::{DeliveryId, RunId};
pub(crate) use crate::record::{DeliveryQuery, RunQuery};
use crate::run::RunStatus;

/// Why the store could not do something.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite's own error.
    #[error("the database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The file was written by a newer version of the library.
    #[error(
        "the database has version {found} and is newer than this program, which knows {known}: \
         use the newer program, or another file (TRIGGER_DATABASE)"
    )]
    Newer {
        /// The file's version.
        found: u32,
        /// The newest version that this program knows.
        known: u32,
    },
    /// The file is of an older version and could not be brought to this one.
    #[error("the database could not be brought to version {known}, and is as it was: {error}")]
    Migration {
        /// The version that this program knows.
        known: usize,
        /// What SQLite says.
        error: rusqlite::Error,
    },
    /// Another worker has taken the run over.
    #[error("another worker has taken the run over")]
    Fenced,
    /// What was asked for makes no sense where the run stands.
    #[error("the run is {0}")]
    NotNow(RunStatus),
    /// There is no such run.
    #[error("there is no run {0}")]
    NoRun(RunId),
    /// There is no such delivery.
    #[error("there is no delivery {0}")]
    NoDelivery(DeliveryId),
    /// A delivery that was rejected was larger than what is kept of such ones.
    #[error(
        "only a part of {0} is kept, because it was rejected and is large: have the sender send it \
         again"
    )]
    CutDelivery(DeliveryId),
    /// The program has no such job.
    #[error("the app has no job `{0}`")]
    NoJob(String),
    /// The app has no such source.
    #[error("the app has no source `{0}`")]
    NoSource(String),
    /// What was asked for makes no sense for the source.
    #[error("the source `{key}` {reason}")]
    SourceIs {
        /// The source's key.
        key: String,
        /// Why it makes no sense.
        reason: String,
    },
    /// What a source keeps was replaced while a delivery was handled with it.
    #[error("what is kept about the source has changed meanwhile")]
    Stale,
    /// A stored value is not what was written.
    #[error("the database holds something that this program did not write: {0}")]
    Corrupt(String),
    /// The file cannot be opened or written.
    #[error("the database cannot be used: {0}")]
    Unusable(String),
    /// The writing thread is gone.
    #[error("the database was closed or could not be written")]
    Closed,
}

/// A handle on the database; clones share it.
#[derive(Clone)]
pub(crate) struct Store {
    writer: Writer,
    /// None for a database in memory: it has one connection, which writes and reads.
    readers: Option<Arc<Readers>>,
}

/// Read connections that are not in use. A read takes one, or opens one, and gives it back.
struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

/// How many idle read connections are kept.
const READERS: usize = 4;

/// How long a statement waits for another process's commit.
const BUSY: Duration = Duration::from_secs(5);

impl Store {
    /// Opens a database, which is created with its folder when it is not there, and brings it to
    /// this version. Its commits are measured.
    ///
    /// # Errors
    ///
    /// When the file cannot be opened or written, or was written by a newer version.
    pub(crate) fn open(path: &Path, telemetry: Telemetry) -> Result<Self, StoreError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)
                .map_err(|error| StoreError::Unusable(format!("{}: {error}", folder.display())))?;
        }
        let mut connection = Connection::open(path)
            .map_err(|error| StoreError::Unusable(format!("{}: {error}", path.display())))?;
        configure(&connection)?;
        if migrations::version(&connection)? == 0 {
            // Pages that become free can be given back. Only an empty file can be told so.
            connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
        }
        // Committed means on the disk: acknowledged events and finished tasks are never lost.
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "wal_autocheckpoint", 0)?;
        // What a statement may have to undo is kept page by page and not in pieces of 64 KB.
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        // Only as many pages are kept in memory as SQLite keeps by itself: a commit looks through
        // all of them once an index has been split within.
        plan_once(&connection)?;
        migrations::migrate(&mut connection)?;
        let checkpoints = Checkpoints::start(path, checkpoints::PAGES, &mut connection)?;
        Ok(Self {
            writer: Writer::start(connection, Some(checkpoints), telemetry)?,
            readers: Some(Arc::new(Readers {
                path: path.to_owned(),
                idle: Mutex::default(),
            })),
        })
    }

    /// A database of its own, in memory, which ends with its last handle. What it is asked for is
    /// done when the call is first polled: nothing waits.
    ///
    /// # Errors
    ///
    /// When SQLite cannot make one.
    pub(crate) fn in_memory() -> Result<Self, StoreError> {
        let mut connection = Connection::open_in_memory()?;
        configure(&connection)?;
        plan_once(&connection)?;
        migrations::migrate(&mut connection)?;
        Ok(Self {
            writer: Writer::in_place(connection),
            readers: None,
        })
    }

    /// What ends the process where a test says.
    #[cfg(test)]
    pub(crate) fn fuse(&self) -> &Fuse {
        &self.writer.fuse
    }

    /// Moves the write-ahead log into the database's file as far as nobody reads it, so that what
    /// is closed with care is one file, and the next start has nothing to read again.
    pub(crate) async fn empty_log(&self) -> Result<(), StoreError> {
        let Some(readers) = &self.readers else {
            return Ok(());
        };
        let path = readers.path.clone();
        let empty = move || -> Result<(), StoreError> {
            let connection = Connection::open(path)?;
            connection.busy_timeout(Duration::from_secs(1))?;
            Ok(connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
        };
        tokio::task::spawn_blocking(empty)
            .await
            .map_err(|error| StoreError::Unusable(error.to_string()))?
    }

    /// Reads on a thread where blocking does no harm.
    async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let Some(readers) = &self.readers else {
            return self.writer.look(query);
        };
        let readers = Arc::clone(readers);
        let read = move || {
            let connection = readers.take()?;
            let value = query(&connection)?;
            readers.give_back(connection);
            Ok(value)
        };
        tokio::task::spawn_blocking(read)
            .await
            .map_err(|error| StoreError::Unusable(error.to_string()))?
    }
}

impl Readers {
    fn take(&self) -> Result<Connection, StoreError> {
        if let Some(connection) = self.lock().pop() {
            return Ok(connection);
        }
        let connection = Connection::open_with_flags(
            &self.path,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        configure(&connection)?;
        Ok(connection)
    }

    fn give_back(&self, connection: Connection) {
        let mut idle = self.lock();
        if idle.len() < READERS {
            idle.push(connection);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Has a statement keep its plan whatever values it is executed with. Otherwise SQLite plans some
/// of them anew each time, which costs more than executing them.
fn plan_once(connection: &Connection) -> Result<(), StoreError> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

fn configure(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}
