//! Whose turn it is: the jobs that have runs in a queue take turns, one run at a time, so that a
//! job with a flood of them keeps no other one waiting.
//!
//! The next job is found by one seek in an index that ends with (job, run), whatever stands in
//! between, so a turn costs the same however long the queue is.

use rusqlite::{OptionalExtension, Row};

use super::transaction::Transaction;
use super::{StoreError, pauses};

/// The next run of the first job after `?1` that has one in the queue of what may execute. Those
/// that may have taken a process down are not in it: they are executed one at a time.
pub(super) const NEXT_QUEUED: &str = "SELECT job, seq FROM runs INDEXED BY runs_of_status
     WHERE status = 'queued' AND held = 0 AND crashes < 2 AND job > ?1
     ORDER BY job, seq LIMIT 1";

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
        self.next(sql, |last| {
            let mut seek = sql.prepare_cached(NEXT_QUEUED)?;
            seek.query_row([last], candidate).optional()
        })
    }

    /// The run whose turn it is; `seek` finds the first one of the first job after the one given.
    /// The caller takes it out of the queue. Jobs that are paused are passed over.
    pub(super) fn next(
        &mut self,
        sql: &Transaction<'_>,
        seek: impl Fn(&str) -> rusqlite::Result<Option<(String, i64)>>,
    ) -> Result<Option<i64>, StoreError> {
        let (mut after, mut round) = (self.last.clone(), false);
        loop {
            match seek(&after)? {
                Some((job, _)) if round && job > self.last => return Ok(None),
                Some((job, _)) if pauses::is_paused(sql, &job)? => after = job,
                Some((job, run)) => {
                    self.last = job;
                    return Ok(Some(run));
                }
                // What comes after nothing is all there is.
                None if round || self.last.is_empty() => return Ok(None),
                None => (after, round) = (String::new(), true),
            }
        }
    }
}

/// A job and a run of it.
pub(super) fn candidate(row: &Row<'_>) -> rusqlite::Result<(String, i64)> {
    Ok((row.get(0)?, row.get(1)?))
}
