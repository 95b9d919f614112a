//! Jobs that are paused: their runs are queued and do not start.
//!
//! A paused job's runs give their places under concurrency limits back, so that a job which shares
//! a limit with it goes on.

use std::collections::BTreeMap;

use rusqlite::params;

use super::row::{Columns, micros};
use super::slots::{let_through, slot};
use super::transaction::Transaction;
use super::turns::Turns;
use super::{Store, StoreError};
use crate::time::Timestamp;

impl Store {
    /// Pauses a job. Says whether it was not paused before.
    pub(crate) async fn pause_job(&self, job: String, now: Timestamp) -> Result<bool, StoreError> {
        let pause = move |sql: &Transaction<'_>| {
            let paused = sql.execute(
                "INSERT INTO paused_jobs (job, paused_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                params![job, micros(now)],
            )?;
            hold_back(sql)?;
            Ok(paused == 1)
        };
        self.writer.run(pause, |_| ()).await
    }

    /// Lets a paused job go on. Says whether it was paused.
    pub(crate) async fn resume_job(&self, job: String) -> Result<bool, StoreError> {
        let resume = move |sql: &Transaction<'_>| {
            let resumed = sql.execute("DELETE FROM paused_jobs WHERE job = ?1", [&job])?;
            let mut held = sql.prepare(
                "SELECT DISTINCT slot, scope FROM runs INDEXED BY runs_of_slot
                 WHERE slot IS NOT NULL AND status IN ('queued', 'executing') AND held = 1
                   AND job = ?1",
            )?;
            let held: Vec<_> = held.query_map([&job], slot)?.collect::<Result<_, _>>()?;
            for slot in held {
                let_through(sql, &slot, Turns::default())?;
            }
            Ok(resumed == 1)
        };
        self.writer.run(resume, |_| ()).await
    }

    /// The paused jobs, and since when they are.
    pub(crate) async fn paused_jobs(&self) -> Result<BTreeMap<String, Timestamp>, StoreError> {
        self.read(|sql| {
            let mut select = sql.prepare_cached("SELECT job, paused_at FROM paused_jobs")?;
            let mut rows = select.query([])?;
            let mut paused = BTreeMap::new();
            while let Some(row) = rows.next()? {
                paused.insert(row.column("job")?, row.time("paused_at")?);
            }
            Ok(paused)
        })
        .await
    }
}

/// Whether a job is paused.
pub(super) fn is_paused(sql: &Transaction<'_>, job: &str) -> Result<bool, StoreError> {
    Ok(sql
        .prepare_cached("SELECT 1 FROM paused_jobs WHERE job = ?1")?
        .exists([job])?)
}

/// Takes the places back that queued runs of paused jobs have under concurrency limits, and gives
/// them to others.
fn hold_back(sql: &Transaction<'_>) -> Result<(), StoreError> {
    let mut hold = sql.prepare_cached(
        "UPDATE runs INDEXED BY runs_of_slot SET held = 1
         WHERE slot IS NOT NULL AND status IN ('queued', 'executing')
           AND status = 'queued' AND held = 0 AND job IN (SELECT job FROM paused_jobs)
         RETURNING slot, scope",
    )?;
    let left: Vec<_> = hold.query_map([], slot)?.collect::<Result<_, _>>()?;
    for slot in left {
        let_through(sql, &slot, Turns::default())?;
    }
    Ok(())
}
