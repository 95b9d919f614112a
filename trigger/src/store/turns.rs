//! Whose turn it is: the jobs that have runs in a queue take turns, one run at a time, so that a
//! job with a flood of them keeps no other one waiting.
//!
//! The next job is found by one seek in an index that ends with (job, run), whatever stands in
//! between, so a turn costs the same however long the queue is.

use rusqlite::{OptionalExtension, Row};

use super::StoreError;
use super::transaction::Transaction;

/// The next run of the first job after `?1` that has one in the queue of what may execute. Those
/// that may have taken a process down are not in it: they are executed one at a time.
pub(super) const NEXT_QUEUED: &str = "SELECT job, seq, job IN (SELECT job FROM paused_jobs)
     FROM runs INDEXED BY runs_of_status
     WHERE status = 'queued' AND held = 0 AND crashes < 2 AND job > ?1
     ORDER BY job, seq LIMIT 1";

/// The next run of the job `?1` in the queue, unless the job is paused.
pub(super) const FIRST_OF_JOB: &str = "SELECT seq FROM runs INDEXED BY runs_of_status
     WHERE status = 'queued' AND held = 0 AND crashes < 2 AND job = ?1
       AND job NOT IN (SELECT job FROM paused_jobs)
     ORDER BY seq LIMIT 1";

/// The next run of a job in the queue of what may execute.
pub(super) fn first_of(sql: &Transaction<'_>, job: &str) -> Result<Option<i64>, StoreError> {
    let mut seek = sql.prepare_cached(FIRST_OF_JOB)?;
    Ok(seek.query_row([job], |row| row.get(0)).optional()?)
}

/// A round of the jobs, in order of their ids.
#[derive(Debug, Default)]
pub(super) struct Turns {
    /// The job whose turn it was last.
    last: String,
}

impl Turns {
    /// A round that goes on after this job.
    pub(super) fn after(last: impl Into<String>) -> Self {
        Self { last: last.into() }
    }

    /// The run whose turn it is in the queue of what may execute.
    pub(super) fn queued(&mut self, sql: &Transaction<'_>) -> Result<Option<i64>, StoreError> {
        self.next(|last| {
            let mut seek = sql.prepare_cached(NEXT_QUEUED)?;
            seek.query_row([last], Candidate::read).optional()
        })
    }

    /// The run whose turn it is; `seek` finds the first one of the first job after the one given.
    /// The caller takes it out of the queue. Jobs that are paused are passed over.
    pub(super) fn next(
        &mut self,
        seek: impl Fn(&str) -> rusqlite::Result<Option<Candidate>>,
    ) -> Result<Option<i64>, StoreError> {
        let (mut after, mut round) = (self.last.clone(), false);
        loop {
            match seek(&after)? {
                Some(found) if round && found.job > self.last => return Ok(None),
                Some(found) if found.is_paused => after = found.job,
                Some(found) => {
                    self.last = found.job;
                    return Ok(Some(found.run));
                }
                // What comes after nothing is all there is.
                None if round || self.last.is_empty() => return Ok(None),
                None => (after, round) = (String::new(), true),
            }
        }
    }
}

/// The first run of a job, whose turn it may be.
pub(super) struct Candidate {
    job: String,
    run: i64,
    is_paused: bool,
}

impl Candidate {
    /// Reads it from the row of a query for the job, the run, and whether the job is paused.
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            job: row.get(0)?,
            run: row.get(1)?,
            is_paused: row.get(2)?,
        })
    }
}
