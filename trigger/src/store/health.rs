//! What can be said of a database's health, without changing anything in it.

use std::path::Path;

use rusqlite::{Connection, params};

use super::migrations;
use super::row::{Columns, micros};
use super::sources::{StoredSource, all_sources};
use super::{StoreError, backup};
use crate::id::{RunId, WorkerId};
use crate::time::{Timestamp, add};

/// How long something may be due before it is strange that nobody takes it up.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);

/// How many faults of each kind are told.
const FAULTS: usize = 10;

/// How many events are not where the delivery that they came with says. No foreign key ensures it: it
/// would take an index.
const LOST_EVENTS: &str = "SELECT count(*) FROM events
     WHERE delivery IS NOT NULL AND NOT EXISTS (
         SELECT 1 FROM deliveries
         WHERE deliveries.seq = delivery
           AND events.seq >= first_event AND events.seq < first_event + event_count)";

/// A database that is looked at.
pub(crate) struct Patient(Connection);

/// The version of a database, and the one that this program knows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Version {
    pub(crate) found: u32,
    pub(crate) known: u32,
}

/// A run that nobody takes up.
#[derive(Debug)]
pub(crate) struct Stuck {
    /// The oldest of its kind.
    pub(crate) oldest: RunId,
    pub(crate) count: u64,
}

impl Patient {
    /// Opens a database that is there, only to read it.
    ///
    /// # Errors
    ///
    /// When it cannot be opened.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        backup::open(path).map(Self)
    }

    /// Its version.
    pub(crate) fn version(&self) -> Result<Version, StoreError> {
        Ok(Version {
            found: migrations::version(&self.0)?,
            known: migrations::KNOWN,
        })
    }

    /// What is wrong with its structure; nothing if it is sound.
    pub(crate) fn faults(&self) -> Result<Vec<String>, StoreError> {
        let mut faults: Vec<String> = self
            .0
            .prepare(&format!("PRAGMA quick_check({FAULTS})"))?
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        faults.retain(|fault| fault != "ok");
        let mut orphans = self.0.prepare("PRAGMA foreign_key_check")?;
        let mut orphans = orphans.query([])?;
        while let Some(row) = orphans.next()?
            && faults.len() < FAULTS
        {
            let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
            faults.push(format!(
                "a row of {table} refers to a row of {parent} that is gone"
            ));
        }
        let lost: i64 = self.0.query_row(LOST_EVENTS, [], |row| row.get(0))?;
        if lost > 0 && faults.len() < FAULTS {
            faults.push(format!(
                "rows of events refer to a row of deliveries that is gone or has others: {lost}"
            ));
        }
        Ok(faults)
    }

    /// The sources that were ever registered.
    pub(crate) fn sources(&self) -> Result<Vec<StoredSource>, StoreError> {
        all_sources(&self.0)
    }

    /// The workers that have not said goodbye, and until when each is held for alive.
    pub(crate) fn workers(&self) -> Result<Vec<(WorkerId, Timestamp)>, StoreError> {
        let mut select = self.0.prepare("SELECT id, alive_until FROM workers")?;
        let mut rows = select.query([])?;
        let mut workers = Vec::new();
        while let Some(row) = rows.next()? {
            workers.push((row.column("id")?, row.time("alive_until")?));
        }
        Ok(workers)
    }

    /// When the last thing happened, by the clock of whoever wrote it down.
    pub(crate) fn last_event(&self) -> Result<Option<Timestamp>, StoreError> {
        let mut select = self.0.prepare(
            "SELECT max(
                 coalesce((SELECT received_at FROM deliveries ORDER BY seq DESC LIMIT 1), 0),
                 coalesce((SELECT received_at FROM events ORDER BY seq DESC LIMIT 1), 0)) AS at",
        )?;
        let mut rows = select.query([])?;
        let last = rows.next()?.map(|row| row.time("at")).transpose()?;
        Ok(last.filter(|last| *last > Timestamp::UNIX_EPOCH))
    }

    /// Runs that should have gone on by now.
    pub(crate) fn stuck(&self, now: Timestamp) -> Result<Option<Stuck>, StoreError> {
        let due = now.saturating_sub(PATIENCE).unwrap_or(Timestamp::MIN);
        self.runs(
            "status = 'waiting' AND wake_at < ?1
             OR status = 'queued' AND held = 0 AND created_at < ?1
             OR status = 'executing' AND owner NOT IN (SELECT id FROM workers)",
            due,
        )
    }

    /// Runs of a job that have not ended.
    pub(crate) fn unfinished_jobs(&self) -> Result<Vec<String>, StoreError> {
        let mut select = self.0.prepare(
            "SELECT DISTINCT job FROM runs WHERE status IN ('queued', 'executing', 'waiting')
             ORDER BY job",
        )?;
        let jobs = select.query_map([], |row| row.get(0))?;
        Ok(jobs.collect::<Result<_, _>>()?)
    }

    fn runs(&self, condition: &str, at: Timestamp) -> Result<Option<Stuck>, StoreError> {
        let mut select = self.0.prepare(&format!(
            "SELECT id, count(*) OVER () AS count FROM runs WHERE {condition}
             ORDER BY seq LIMIT 1"
        ))?;
        let mut rows = select.query(params![micros(at)])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        Ok(Some(Stuck {
            oldest: row.column("id")?,
            count: row.column::<i64>("count")?.unsigned_abs(),
        }))
    }
}

/// Whether a worker's time has run out by a margin that no slow heartbeat explains.
pub(crate) fn is_overdue(alive_until: Timestamp, now: Timestamp) -> bool {
    add(alive_until, PATIENCE) < now
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::store;
    use crate::store::transaction::Transaction;

    #[tokio::test]
    async fn an_event_that_its_delivery_does_not_know_is_a_fault() {
        let (store, folder) = store();
        store.arrive(&["a", "b"]).await;
        store.arrive(&["c"]).await;
        let faults = || {
            let patient = Patient::open(&folder.path().join("test.db")).unwrap();
            patient.faults().unwrap()
        };
        assert!(faults().is_empty(), "{:?}", faults());
        let lose = |sql: &Transaction<'_>| {
            Ok(sql.execute_batch(
                "UPDATE events SET delivery = 1 WHERE id = 'c';
                 UPDATE events SET delivery = 7 WHERE id = 'a';",
            )?)
        };
        store.writer.run(lose, |_| ()).await.unwrap();
        let faults = faults();
        assert!(faults[0].ends_with("has others: 2"), "{faults:?}");
        assert_eq!(faults.len(), 1);
    }
}
