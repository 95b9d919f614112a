//! When scheduled jobs tick next.

use rusqlite::{Connection, OptionalExtension, Savepoint, params};

use super::deliveries::{NewEvent, Recorded, insert_event};
use super::row::{Columns, micros};
use super::{Store, StoreError};
use crate::time::Timestamp;

/// When a scheduled job ticks next, and when it last did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Due {
    pub(crate) next_at: Timestamp,
    pub(crate) last_at: Option<Timestamp>,
}

impl Store {
    /// Keeps a job's schedule. It begins at `first`, unless the same schedule is kept already and
    /// its next tick is still to come: then that stands.
    pub(crate) async fn keep_schedule(
        &self,
        job: &'static str,
        schedule: String,
        first: Timestamp,
        now: Timestamp,
    ) -> Result<Due, StoreError> {
        let keep = move |sql: &Savepoint<'_>| {
            sql.execute(
                "INSERT INTO schedules (job, schedule, next_at) VALUES (?1, ?2, ?3)
                 ON CONFLICT (job) DO UPDATE SET schedule = ?2, next_at = ?3
                 WHERE schedule <> ?2 OR next_at <= ?4",
                params![job, schedule, micros(first), micros(now)],
            )?;
            due(sql, job)?.ok_or_else(|| StoreError::Corrupt("a schedule is gone".to_owned()))
        };
        self.writer.run(keep, |_| ()).await
    }

    /// When a job's schedule ticks next.
    pub(crate) async fn due(&self, job: &'static str) -> Result<Option<Due>, StoreError> {
        self.read(move |sql| due(sql, job)).await
    }

    /// Fires a tick: moves the schedule on and records the tick's event with its run, unless
    /// another process has done that already. Says when the schedule ticks now.
    pub(crate) async fn tick(
        &self,
        job: &'static str,
        due_at: Timestamp,
        next_at: Timestamp,
        event: NewEvent,
        committed: impl FnOnce(&mut (Option<Due>, Option<Recorded>)) + Send + 'static,
    ) -> Result<Option<Due>, StoreError> {
        let tick = move |sql: &Savepoint<'_>| {
            let moved = sql
                .prepare_cached(
                    "UPDATE schedules SET last_at = next_at, next_at = ?3
                     WHERE job = ?1 AND next_at = ?2",
                )?
                .execute(params![job, micros(due_at), micros(next_at)])?;
            let recorded = match moved {
                0 => None,
                _ => Some(insert_event(sql, &event, None)?),
            };
            Ok((due(sql, job)?, recorded))
        };
        let (due, _) = self.writer.run(tick, committed).await?;
        Ok(due)
    }
}

fn due(sql: &Connection, job: &str) -> Result<Option<Due>, StoreError> {
    sql.prepare_cached("SELECT next_at, last_at FROM schedules WHERE job = ?1")?
        .query_row([job], |row| {
            let due = || {
                Ok(Due {
                    next_at: row.time("next_at")?,
                    last_at: row.maybe_time("last_at")?,
                })
            };
            Ok(due())
        })
        .optional()?
        .transpose()
}
