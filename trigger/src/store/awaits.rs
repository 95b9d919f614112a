//! Tasks that wait for something other than a time, and how what they wait for reaches them.
//!
//! The commit in which the awaited thing happens writes the task's result and wakes its run, so
//! nothing is lost in between: a waiting run is queued, and an executing one is marked, so that it
//! goes on at once instead of being put away.

use rusqlite::{OptionalExtension, Savepoint, params};

use super::row::{Columns, json};
use super::steps::{JournalEntry, entry};
use super::turns::Turns;
use super::{Store, StoreError, slots};
use crate::error::Error;
use crate::run::{StepKind, TaskPath};

impl Store {
    /// Where a step stands now.
    pub(crate) async fn step(
        &self,
        run: i64,
        path: TaskPath,
    ) -> Result<Option<JournalEntry>, StoreError> {
        self.read(move |sql| {
            let mut select =
                sql.prepare_cached("SELECT * FROM tasks WHERE run = ?1 AND path = ?2")?;
            let mut rows = select.query(params![run, json(&path)?])?;
            rows.next()?.map(entry).transpose()
        })
        .await
    }
}

/// The kind of a task, if it waits.
pub(super) fn waiting(
    sql: &Savepoint<'_>,
    run: i64,
    path: &str,
) -> Result<Option<StepKind>, StoreError> {
    sql.prepare_cached(
        "SELECT kind FROM tasks WHERE run = ?1 AND path = ?2 AND status = 'waiting'",
    )?
    .query_row(params![run, path], |row| Ok(row.named("kind")))
    .optional()?
    .transpose()
}

/// Writes what a waiting task has waited for, and has its run go on. Returns the run if it was
/// stirred: after the commit the engine has to be told.
pub(super) fn resolve(
    sql: &Savepoint<'_>,
    run: i64,
    path: &str,
    outcome: Result<Vec<u8>, Error>,
    at: i64,
) -> Result<Option<i64>, StoreError> {
    let (status, output, error) = match &outcome {
        Ok(output) => ("completed", Some(output), None),
        Err(error) => ("failed", None, Some(json(error)?)),
    };
    let resolved = sql
        .prepare_cached(
            "UPDATE tasks SET status = ?3, output = ?4, error = ?5, wake_at = NULL,
                              finished_at = max(started_at, ?6)
             WHERE run = ?1 AND path = ?2 AND status = 'waiting'",
        )?
        .execute(params![run, path, status, output, error, at])?;
    if resolved == 0 {
        return Ok(None);
    }
    stir(sql, run)?;
    Ok(Some(run))
}

/// Has a run go on because something that it awaits has come.
fn stir(sql: &Savepoint<'_>, run: i64) -> Result<(), StoreError> {
    sql.prepare_cached("UPDATE runs SET stirred = 1 WHERE seq = ?1 AND status = 'executing'")?
        .execute([run])?;
    let slot = sql
        .prepare_cached(
            "UPDATE runs SET status = 'queued', wake_at = NULL, awaits = 0,
                             held = slot IS NOT NULL
             WHERE seq = ?1 AND status = 'waiting' AND awaits = 1 RETURNING slot, scope",
        )?
        .query_row([run], slots::maybe_slot)
        .optional()?;
    if let Some(Some(slot)) = slot {
        slots::let_through(sql, &slot, Turns::default())?;
    }
    Ok(())
}
