//! Tasks that wait for something other than a time, and how what they wait for reaches them.
//!
//! The commit in which the awaited thing happens writes the task's result and queues its run, so
//! nothing is lost in between. A run that executes just then is not put away without having seen
//! the result: see [`Store::release`].

use rusqlite::{OptionalExtension, params};

use super::row::{Columns, json, micros};
use super::runs::{Fence, check_fence};
use super::state::{Outcome, Stored};
use super::steps::{JournalEntry, Kept, KeptLine, entry, insert_lines, upsert_step};
use super::transaction::Transaction;
use super::{Store, StoreError, arrivals, requests, results};
use crate::error::Error;
use crate::run::{Awaited, StepKind, TaskPath, Transition};
use crate::time::Timestamp;

/// A wait that has begun.
#[derive(Debug)]
pub(crate) struct Begun {
    pub(crate) step: JournalEntry,
    /// The run, if what it waits for has come already.
    pub(crate) stirred: Option<i64>,
}

impl Store {
    /// Keeps a step that waits, and what it waits for. If that has come already, `committed` is
    /// told so.
    pub(crate) async fn keep_await(
        &self,
        fence: Fence,
        kept: Kept,
        awaited: Awaited,
        lines: Vec<KeptLine>,
        committed: impl FnOnce(&mut Begun) + Send + 'static,
    ) -> Result<Begun, StoreError> {
        let keep = move |sql: &Transaction<'_>| {
            check_fence(sql, fence)?;
            insert_lines(sql, fence.run, &lines)?;
            let (task, at) = (json(&kept.path)?, micros(kept.started_at));
            let step = upsert_step(sql, fence, &kept)?;
            let stirred = match &awaited {
                Awaited::Event(event) => arrivals::expect(sql, fence.run, &task, event, at)?,
                Awaited::Request { token } => requests::expect(sql, fence.run, &task, token, at)?,
            };
            Ok(Begun { step, stirred })
        };
        self.writer.run(keep, committed).await
    }

    /// Ends a wait whose time has run out, unless what it waits for has come just before. Gives
    /// where the step stands then.
    pub(crate) async fn expire(
        &self,
        fence: Fence,
        path: TaskPath,
        now: Timestamp,
    ) -> Result<JournalEntry, StoreError> {
        let expire = move |sql: &Transaction<'_>| {
            check_fence(sql, fence)?;
            let task = json(&path)?;
            settle(sql, fence.run, &task, Ok(b"null".to_vec()), micros(now))?;
            requests::close(sql, fence.run, &task)?;
            read(sql, fence.run, &task)?
                .ok_or_else(|| StoreError::Corrupt("a waiting task is gone".to_owned()))
        };
        self.writer.run(expire, |_| ()).await
    }

    /// Where a step stands now.
    pub(crate) async fn step(
        &self,
        run: i64,
        path: TaskPath,
    ) -> Result<Option<JournalEntry>, StoreError> {
        self.read(move |sql| read(sql, run, &json(&path)?)).await
    }
}

fn read(
    sql: &rusqlite::Connection,
    run: i64,
    task: &str,
) -> Result<Option<JournalEntry>, StoreError> {
    let mut select = sql.prepare_cached("SELECT * FROM tasks WHERE run = ?1 AND path = ?2")?;
    let mut rows = select.query(params![run, task])?;
    rows.next()?.map(entry).transpose()
}

/// The kind of a task, if it waits.
pub(super) fn waiting(
    sql: &Transaction<'_>,
    run: i64,
    task: &str,
) -> Result<Option<StepKind>, StoreError> {
    sql.row(
        "SELECT kind FROM tasks WHERE run = ?1 AND path = ?2 AND status = 'waiting'",
        params![run, task],
        |row| Ok(row.named("kind")),
    )
    .optional()?
    .transpose()
}

/// Writes what a waiting task has waited for, and has its run go on. Returns the run if it was
/// stirred: after the commit the engine has to be told.
pub(super) fn resolve(
    sql: &Transaction<'_>,
    run: i64,
    task: &str,
    outcome: Result<Vec<u8>, Error>,
    at: i64,
) -> Result<Option<i64>, StoreError> {
    if !settle(sql, run, task, outcome, at)? {
        return Ok(None);
    }
    stir(sql, run)?;
    Ok(Some(run))
}

/// Has a run go on because something that it awaits has come. One that has ended meanwhile, or
/// waits for its program, does not; one that executes finds the result itself.
fn stir(sql: &Transaction<'_>, run: i64) -> Result<(), StoreError> {
    let mut run = Stored::load(sql, run)?;
    match run.apply(sql, Transition::Stir, Outcome::Same, Timestamp::UNIX_EPOCH) {
        Ok(_) | Err(StoreError::NotNow(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Writes the result of a task, if it waits.
fn settle(
    sql: &Transaction<'_>,
    run: i64,
    task: &str,
    outcome: Result<Vec<u8>, Error>,
    at: i64,
) -> Result<bool, StoreError> {
    if waiting(sql, run, task)?.is_none() {
        return Ok(false);
    }
    let (status, output, error) = match &outcome {
        Ok(output) => ("completed", Some(output), None),
        Err(error) => ("failed", None, Some(json(error)?)),
    };
    let result = results::brought(sql, run)?;
    sql.write(
        "UPDATE tasks SET status = ?3, output = ?4, error = ?5, wake_at = NULL,
                          finished_at = max(started_at, ?6), result = ?7
         WHERE run = ?1 AND path = ?2",
        params![run, task, status, output, error, at, result],
    )?;
    sql.write(
        "DELETE FROM awaited_events WHERE run = ?1 AND task = ?2",
        params![run, task],
    )?;
    Ok(true)
}

/// Forgets what a run has waited for, now that it has ended.
pub(super) fn forget(sql: &Transaction<'_>, run: i64) -> Result<(), StoreError> {
    sql.write("DELETE FROM awaited_events WHERE run = ?1", [run])?;
    sql.write("DELETE FROM requests WHERE run = ?1", [run])?;
    Ok(())
}
