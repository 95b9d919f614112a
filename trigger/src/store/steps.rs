//! A run's journal: the tasks whose outcome is known, and the lines it recorded.

use rusqlite::{Connection, Row, Savepoint, params};
use serde_json::Value;

use super::deliveries::{NewEvent, Recorded, insert_event};
use super::row::{Columns, json, micros};
use super::runs::{Fence, check_fence};
use super::{Store, StoreError};
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

impl StepState {
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
    /// Keeps a step and the lines recorded up to it, in one commit.
    pub(crate) async fn keep_step(
        &self,
        fence: Fence,
        kept: Kept,
        lines: Vec<KeptLine>,
    ) -> Result<(), StoreError> {
        let keep = move |sql: &Savepoint<'_>| {
            check_fence(sql, fence)?;
            insert_lines(sql, fence.run, &lines)?;
            upsert_step(sql, fence.run, &kept)
        };
        self.writer.run(keep, |_| ()).await
    }

    /// Publishes an event and keeps the step that sent it, in one commit. The output is made from
    /// what became of the event.
    pub(crate) async fn keep_event_step(
        &self,
        fence: Fence,
        event: NewEvent,
        keep: impl FnOnce(&Recorded) -> Kept + Send + 'static,
        lines: Vec<KeptLine>,
        committed: impl FnOnce(&mut Recorded) + Send + 'static,
    ) -> Result<Recorded, StoreError> {
        let write = move |sql: &Savepoint<'_>| {
            check_fence(sql, fence)?;
            insert_lines(sql, fence.run, &lines)?;
            let recorded = insert_event(sql, &event, None)?;
            upsert_step(sql, fence.run, &keep(&recorded))?;
            Ok(recorded)
        };
        self.writer.run(write, committed).await
    }
}

pub(super) fn upsert_step(sql: &Savepoint<'_>, run: i64, kept: &Kept) -> Result<(), StoreError> {
    let (output, error, finished_at, wake_at) = match &kept.state {
        StepState::Completed { output, at } => (Some(output), None, Some(*at), None),
        StepState::Failed { error, at } => (None, Some(error), Some(*at), None),
        StepState::Retrying { error, wake_at } => (None, Some(error), None, Some(*wake_at)),
        StepState::Waiting { wake_at } => (None, None, None, *wake_at),
    };
    sql.prepare_cached(
        "INSERT INTO tasks (run, path, name, icon, status, attempts, output, sealed, error,
                            started_at, finished_at, wake_at, params, properties, shown, kind)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
         ON CONFLICT (run, path) DO UPDATE SET
             status = excluded.status, attempts = excluded.attempts, output = excluded.output,
             error = excluded.error, finished_at = excluded.finished_at,
             wake_at = excluded.wake_at, shown = excluded.shown",
    )?
    .execute(params![
        run,
        json(&kept.path)?,
        kept.name,
        kept.icon,
        kept.state.status().as_str(),
        kept.attempts,
        output,
        kept.sealed,
        error.map(json).transpose()?,
        micros(kept.started_at),
        finished_at.map(micros),
        wake_at.map(micros),
        json(&kept.params)?,
        json(&kept.properties)?,
        kept.shown.as_ref().map(json).transpose()?,
        kept.kind.as_str(),
    ])?;
    Ok(())
}

pub(super) fn insert_lines(
    sql: &Savepoint<'_>,
    run: i64,
    lines: &[KeptLine],
) -> Result<(), StoreError> {
    for line in lines {
        sql.prepare_cached(
            "INSERT INTO lines (run, task, attempt, line, at, level, message, data)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            run,
            json(&line.task)?,
            line.attempt,
            line.line,
            micros(line.at),
            line.content.level.as_str(),
            line.content.message,
            json(&line.content.data)?,
        ])?;
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
        shown: row.maybe_json("shown")?,
        state,
    })
}
