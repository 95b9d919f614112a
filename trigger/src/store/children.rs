//! Runs that other runs have invoked, and how those learn of their end.

use rusqlite::params;
use serde_json::value::to_raw_value;

use super::deliveries::{NewEvent, Recorded, insert_event};
use super::row::{Columns, json, micros};
use super::runs::{Fence, check_fence};
use super::steps::{Kept, KeptLine, insert_lines, upsert_step};
use super::transaction::Transaction;
use super::{Sent, Store, StoreError, awaits};
use crate::error::Error;
use crate::id::RunId;
use crate::run::{RunStatus, StepKind, TaskPath};

pub(super) const UNENDED: &str =
    "SELECT 1 FROM runs WHERE parent = ?1 AND parent_task = ?2 AND finished_at IS NULL";

pub(super) const NEWEST: &str = "SELECT id, job, status, output, error, finished_at FROM runs
     WHERE seq = (SELECT max(seq) FROM runs WHERE parent = ?1 AND parent_task = ?2)";

/// The task that a run was invoked by.
#[derive(Clone, Debug)]
pub(crate) struct Parent {
    pub(crate) run: i64,
    pub(crate) task: TaskPath,
}

impl Store {
    /// Starts the runs that a step invokes and keeps the step, in one commit.
    pub(crate) async fn keep_invocation(
        &self,
        fence: Fence,
        kept: Kept,
        events: Vec<NewEvent>,
        lines: Vec<KeptLine>,
        committed: impl FnOnce(&mut Sent) + Send + 'static,
    ) -> Result<Sent, StoreError> {
        let write = move |sql: &Transaction<'_>| {
            check_fence(sql, fence)?;
            insert_lines(sql, fence.run, &lines)?;
            let (task, at) = (json(&kept.path)?, micros(kept.started_at));
            let step = upsert_step(sql, fence, &kept)?;
            let recorded = events.iter().map(|event| insert_event(sql, event, None));
            let mut recorded: Vec<Recorded> = recorded.collect::<Result<_, _>>()?;
            // Runs whose payload does not fit have ended already.
            if let Some(first) = recorded.first_mut() {
                first.stirred.extend(tell(sql, fence.run, &task, at)?);
            }
            Ok(Sent { recorded, step })
        };
        self.writer.run(write, committed).await
    }
}

/// What follows from the end of a run: it awaits nothing any more, and the run that waits for it is
/// told what has become of it. Every commit that ends a run calls this, after the run's row says how
/// it ended.
///
/// The run that is returned was stirred: after the commit the engine has to be told.
#[must_use = "the engine has to be told which run was stirred"]
pub(super) fn ended(sql: &Transaction<'_>, run: i64) -> Result<Option<i64>, StoreError> {
    // Most runs have awaited nothing, and a statement that deletes costs several that look.
    let (has_awaited, parent, task, at): (bool, Option<i64>, Option<String>, i64) = sql.row(
        "SELECT EXISTS (SELECT 1 FROM awaited_events WHERE run = ?1)
                OR EXISTS (SELECT 1 FROM requests WHERE run = ?1),
                parent, parent_task, finished_at
         FROM runs WHERE seq = ?1",
        [run],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
    )?;
    if has_awaited {
        awaits::forget(sql, run)?;
    }
    match parent.zip(task) {
        Some((parent, task)) => tell(sql, parent, &task, at),
        None => Ok(None),
    }
}

/// Writes the result of a task that waits for invoked runs, if all of them have ended.
fn tell(
    sql: &Transaction<'_>,
    parent: i64,
    task: &str,
    at: i64,
) -> Result<Option<i64>, StoreError> {
    let Some(kind) = awaits::waiting(sql, parent, task)? else {
        return Ok(None);
    };
    let outcome = match kind {
        StepKind::InvokeAndWait => newest(sql, parent, task)?,
        StepKind::InvokeAllAndWait => all(sql, parent, task)?,
        _ => None,
    };
    let Some(outcome) = outcome else {
        return Ok(None);
    };
    awaits::resolve(sql, parent, task, outcome, at)
}

type Outcome = Result<Vec<u8>, Error>;

/// What became of the run that a task has invoked last, once that has ended: the task may have
/// failed and been retried, and who started an earlier one again waits for nobody.
fn newest(sql: &Transaction<'_>, parent: i64, task: &str) -> Result<Option<Outcome>, StoreError> {
    let mut select = sql.prepare_cached(NEWEST)?;
    let mut rows = select.query(params![parent, task])?;
    match rows.next()? {
        Some(row) if row.maybe_time("finished_at")?.is_none() => Ok(None),
        Some(row) => outcome(row).map(Some),
        None => Err(StoreError::Corrupt("an invoked run is gone".to_owned())),
    }
}

/// What became of each run that a task has invoked, as a JSON array of results, once all have
/// ended.
fn all(sql: &Transaction<'_>, parent: i64, task: &str) -> Result<Option<Outcome>, StoreError> {
    if sql.prepare_cached(UNENDED)?.exists(params![parent, task])? {
        return Ok(None);
    }
    let mut select = sql.prepare_cached(
        "SELECT id, job, status, output, error FROM runs
         WHERE parent = ?1 AND parent_task = ?2 ORDER BY seq",
    )?;
    let mut rows = select.query(params![parent, task])?;
    let mut outcomes = Vec::new();
    while let Some(row) = rows.next()? {
        outcomes.push(match outcome(row)? {
            Ok(output) => Ok(to_raw(&output)?),
            Err(error) => Err(error),
        });
    }
    let outcomes = to_raw_value(&outcomes).map_err(corrupt)?;
    Ok(Some(Ok(outcomes.get().as_bytes().to_vec())))
}

fn outcome(row: &rusqlite::Row<'_>) -> Result<Outcome, StoreError> {
    let (id, job): (RunId, String) = (row.column("id")?, row.column("job")?);
    let doing = |how: &str| format!("the invoked run {id} of `{job}` {how}");
    let error: Option<Error> = row.maybe_json("error")?;
    let how = match row.named("status")? {
        RunStatus::Completed => return Ok(Ok(row.column("output")?)),
        RunStatus::TimedOut => "timed out",
        RunStatus::Cancelled => "was cancelled",
        RunStatus::InvalidPayload => "has an invalid payload",
        _ => "failed",
    };
    Ok(Err(match error {
        Some(error) => error.context(doing(how)),
        None => Error::permanent(doing(how)),
    }))
}

fn to_raw(output: &[u8]) -> Result<Box<serde_json::value::RawValue>, StoreError> {
    serde_json::from_slice(output).map_err(corrupt)
}

fn corrupt(error: serde_json::Error) -> StoreError {
    StoreError::Corrupt(error.to_string())
}
