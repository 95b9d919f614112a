//! A run's journal: the tasks whose outcome is known, and the lines it recorded.

use std::sync::Arc;

use rusqlite::{Connection, Row, params};
use serde_json::Value;

use super::results::{self, ResultNumber};
use super::row::{Columns, json, micros};
use super::runs::{Fence, check_fence};
use super::transaction::Transaction;
use super::{Store, StoreError, afresh};
use crate::error::Error;
use crate::record::TaskStatus;
use crate::run::{LogLine, StepKind, TaskPath};
use crate::spec::{Params, Properties};
use crate::time::Timestamp;

/// What is kept of a step.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) path: TaskPath,
    pub(crate) kind: StepKind,
    pub(crate) name: String,
    pub(crate) icon: &'static str,
    pub(crate) params: Params,
    pub(crate) properties: Properties,
    pub(crate) attempts: u32,
    pub(crate) started_at: Timestamp,
    pub(crate) sealed: bool,
    /// Where it is called.
    pub(crate) place: String,
    /// How many results were given beside it before it began; unknown once results beside it were
    /// forgotten to be tried again.
    pub(crate) begun_after: Option<u32>,
    /// What may be seen of a sealed output.
    pub(crate) shown: Option<Value>,
    pub(crate) state: StepState,
}

/// Where a step stands.
#[derive(Clone, Debug)]
pub(crate) enum StepState {
    /// It returned this, as JSON, encrypted if the step is sealed.
    Completed { output: Vec<u8>, at: Timestamp },
    /// Its last attempt failed.
    Failed { error: Error, at: Timestamp },
    /// An attempt failed and the next one has its time.
    Retrying { error: Error, wake_at: Timestamp },
    /// It waits for a time, for something else, or for whichever comes first.
    Waiting { wake_at: Option<Timestamp> },
}

impl Kept {
    /// The step as it is read back, with its number among its run's results if it has one.
    fn entry(&self, result: Option<ResultNumber>) -> JournalEntry {
        JournalEntry {
            path: self.path.clone(),
            kind: self.kind,
            name: self.name.clone(),
            attempts: self.attempts,
            started_at: self.started_at,
            sealed: self.sealed,
            shown: self.shown.clone(),
            place: self.place.clone(),
            begun_after: self.begun_after,
            result,
            state: self.state.clone(),
        }
    }
}

/// What of a step is JSON that never changes, written by whoever has it kept and not by the one
/// thread that writes.
struct Written {
    path: String,
    params: String,
    properties: String,
}

impl Written {
    fn of(kept: &Kept) -> Result<Self, StoreError> {
        Ok(Self {
            path: json(&kept.path)?,
            params: json(&kept.params)?,
            properties: json(&kept.properties)?,
        })
    }
}

impl StepState {
    /// Whether there is a result.
    pub(crate) fn has_ended(&self) -> bool {
        matches!(self, Self::Completed { .. } | Self::Failed { .. })
    }

    fn status(&self) -> TaskStatus {
        match self {
            Self::Completed { .. } => TaskStatus::Completed,
            Self::Failed { .. } => TaskStatus::Failed,
            Self::Retrying { .. } => TaskStatus::Retrying,
            Self::Waiting { .. } => TaskStatus::Waiting,
        }
    }
}

/// A step as it is read back when its run goes on.
#[derive(Clone, Debug)]
pub(crate) struct JournalEntry {
    pub(crate) path: TaskPath,
    pub(crate) kind: StepKind,
    pub(crate) name: String,
    pub(crate) attempts: u32,
    pub(crate) started_at: Timestamp,
    pub(crate) sealed: bool,
    pub(crate) place: String,
    pub(crate) begun_after: Option<u32>,
    /// Which of its run's results it was, once it has ended.
    pub(crate) result: Option<ResultNumber>,
    /// What may be seen of a sealed output.
    pub(crate) shown: Option<Value>,
    pub(crate) state: StepState,
}

/// A line and its place: the same place is never written twice, so a replayed line changes nothing.
#[derive(Clone, Debug)]
pub(crate) struct KeptLine {
    pub(crate) task: TaskPath,
    pub(crate) attempt: u32,
    pub(crate) line: u32,
    pub(crate) at: Timestamp,
    pub(crate) content: LogLine,
}

impl Store {
    /// The steps of a run that had their results after one number and before another.
    pub(crate) async fn results_between(
        &self,
        run: i64,
        after: ResultNumber,
        before: ResultNumber,
    ) -> Result<Vec<JournalEntry>, StoreError> {
        self.read(move |sql| {
            let mut select = sql.prepare_cached(
                "SELECT * FROM tasks WHERE run = ?1 AND result > ?2 AND result < ?3",
            )?;
            let mut rows = select.query(params![run, after, before])?;
            let mut between = Vec::new();
            while let Some(row) = rows.next()? {
                between.push(entry(row)?);
            }
            Ok(between)
        })
        .await
    }

    /// Keeps a step and the lines recorded up to it, in one commit. If it has ended, it is that
    /// one of the results that its worker numbers.
    pub(crate) async fn keep_step(
        &self,
        fence: Fence,
        kept: Arc<Kept>,
        own: Option<u32>,
        lines: Vec<KeptLine>,
    ) -> Result<JournalEntry, StoreError> {
        let (written, step) = (Written::of(&kept)?, Arc::clone(&kept));
        let keep = move |sql: &Transaction<'_>| {
            let result = match own {
                Some(own) => Some(results::own(sql, fence, own)?),
                None => result(sql, fence, &step)?,
            };
            write_step(sql, fence.run, &step, &written, result)?;
            insert_lines(sql, fence.run, &lines)?;
            if matches!(step.state, StepState::Retrying { .. }) {
                afresh::forget_failed(sql, fence.run, &step.path)?;
            }
            Ok(result)
        };
        let result = self.writer.run(keep, |_| ()).await?;
        Ok(kept.entry(result))
    }
}

/// Keeps a step of a run that its worker still owns.
pub(super) fn upsert_step(
    sql: &Transaction<'_>,
    fence: Fence,
    kept: &Kept,
) -> Result<JournalEntry, StoreError> {
    let result = result(sql, fence, kept)?;
    write_step(sql, fence.run, kept, &Written::of(kept)?, result)?;
    Ok(kept.entry(result))
}

/// Which of its run's results a step is, if it has ended; the run is still its worker's.
fn result(
    sql: &Transaction<'_>,
    fence: Fence,
    kept: &Kept,
) -> Result<Option<ResultNumber>, StoreError> {
    check_fence(sql, fence)?;
    let has_ended = kept.state.has_ended();
    has_ended
        .then(|| results::brought(sql, fence.run))
        .transpose()
}

/// Writes where a step stands, and which of its run's results it is if it has ended.
fn write_step(
    sql: &Transaction<'_>,
    run: i64,
    kept: &Kept,
    written: &Written,
    result: Option<ResultNumber>,
) -> Result<(), StoreError> {
    let (output, error, finished_at, wake_at) = match &kept.state {
        StepState::Completed { output, at } => (Some(output), None, Some(*at), None),
        StepState::Failed { error, at } => (None, Some(error), Some(*at), None),
        StepState::Retrying { error, wake_at } => (None, Some(error), None, Some(*wake_at)),
        StepState::Waiting { wake_at } => (None, None, None, *wake_at),
    };
    sql.write(
        "INSERT INTO tasks (run, path, kind, name, icon, params, properties, status, attempts,
                            output, sealed, shown, error, started_at, finished_at, wake_at, place,
                            begun_after, result)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
                 ?19)
         ON CONFLICT (run, path) DO UPDATE SET
             status = excluded.status, attempts = excluded.attempts, output = excluded.output,
             error = excluded.error, finished_at = excluded.finished_at,
             wake_at = excluded.wake_at, shown = excluded.shown, result = excluded.result",
        params![
            run,
            written.path,
            kept.kind.as_str(),
            kept.name,
            kept.icon,
            written.params,
            written.properties,
            kept.state.status().as_str(),
            kept.attempts,
            output,
            kept.sealed,
            kept.shown.as_ref().map(json).transpose()?,
            error.map(json).transpose()?,
            micros(kept.started_at),
            finished_at.map(micros),
            wake_at.map(micros),
            kept.place,
            kept.begun_after,
            result,
        ],
    )?;
    Ok(())
}

pub(super) fn insert_lines(
    sql: &Transaction<'_>,
    run: i64,
    lines: &[KeptLine],
) -> Result<(), StoreError> {
    for line in lines {
        sql.write(
            "INSERT INTO lines (run, task, attempt, line, at, level, message, data)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT DO NOTHING",
            params![
                run,
                json(&line.task)?,
                line.attempt,
                line.line,
                micros(line.at),
                line.content.level.as_str(),
                line.content.message,
                json(&line.content.data)?,
            ],
        )?;
    }
    Ok(())
}

/// The steps of a run.
pub(super) fn journal(sql: &Connection, run: i64) -> Result<Vec<JournalEntry>, StoreError> {
    let mut select = sql.prepare_cached("SELECT * FROM tasks WHERE run = ?1")?;
    let mut rows = select.query([run])?;
    let mut journal = Vec::new();
    while let Some(row) = rows.next()? {
        journal.push(entry(row)?);
    }
    Ok(journal)
}

/// A step from its row.
pub(super) fn entry(row: &Row<'_>) -> Result<JournalEntry, StoreError> {
    let state = match row.named("status")? {
        TaskStatus::Completed => StepState::Completed {
            output: row.column("output")?,
            at: row.time("finished_at")?,
        },
        TaskStatus::Failed => StepState::Failed {
            error: row.json("error")?,
            at: row.time("finished_at")?,
        },
        TaskStatus::Retrying => StepState::Retrying {
            error: row.json("error")?,
            wake_at: row.time("wake_at")?,
        },
        TaskStatus::Waiting => StepState::Waiting {
            wake_at: row.maybe_time("wake_at")?,
        },
    };
    Ok(JournalEntry {
        path: row.json("path")?,
        kind: row.named("kind")?,
        name: row.column("name")?,
        attempts: row.column("attempts")?,
        started_at: row.time("started_at")?,
        sealed: row.column("sealed")?,
        place: row.column("place")?,
        begun_after: row.column("begun_after")?,
        result: row.column("result")?,
        shown: row.maybe_json("shown")?,
        state,
    })
}
