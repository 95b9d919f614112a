//! Runs of another database, taken over as history.

use rusqlite::{OptionalExtension as _, params};

use super::results::ResultNumber;
use super::row::{integer, json, micros};
use super::transaction::Transaction;
use super::{Store, StoreError};
use crate::id::RunId;
use crate::record::{RunRecord, TaskRecord};

impl Store {
    /// Takes over runs that have ended elsewhere, each with its event, tasks and lines. Says which
    /// of them are new; those that are known stay as they are.
    pub(crate) async fn import(&self, runs: Vec<RunRecord>) -> Result<Vec<RunId>, StoreError> {
        let import = move |sql: &Transaction<'_>| {
            let mut new = Vec::new();
            for run in &runs {
                if is_new(sql, run.summary.id)? {
                    insert(sql, run)?;
                    new.push(run.summary.id);
                }
            }
            Ok(new)
        };
        self.writer.run(import, |_| ()).await
    }
}

fn is_new(sql: &Transaction<'_>, run: RunId) -> Result<bool, StoreError> {
    Ok(seq_of(sql, Some(run))?.is_none())
}

fn seq_of(sql: &Transaction<'_>, run: Option<RunId>) -> Result<Option<i64>, StoreError> {
    let mut select = sql.prepare_cached("SELECT seq FROM runs WHERE id = ?1")?;
    Ok(select.query_row([run], |row| row.get(0)).optional()?)
}

fn insert(sql: &Transaction<'_>, run: &RunRecord) -> Result<(), StoreError> {
    let summary = &run.summary;
    let event = event(sql, run)?;
    let mut insert = sql.prepare_cached(
        "INSERT INTO runs (id, job, version, event, status, properties, output, error, created_at,
                           started_at, finished_at, replay_of, parent)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?;
    insert.execute(params![
        summary.id,
        summary.job,
        summary.version,
        event,
        summary.status.as_str(),
        json(&summary.properties)?,
        run.output
            .as_ref()
            .map(json)
            .transpose()?
            .map(String::into_bytes),
        run.error.as_ref().map(json).transpose()?,
        micros(summary.created_at),
        summary.started_at.map(micros),
        summary.finished_at.map(micros),
        seq_of(sql, summary.replay_of)?,
        seq_of(sql, summary.parent)?,
    ])?;
    let seq = sql.last_insert_rowid();
    if let Some(at) = summary.finished_at {
        let (status, started_at) = (summary.status, summary.started_at);
        sql.counts().ended(&summary.job, status, started_at, at);
    }
    for (own, task) in (1..).zip(&run.tasks) {
        let result = ResultNumber { brought: 0, own };
        insert_task(sql, seq, result, task)?;
    }
    let mut insert = sql.prepare_cached(
        "INSERT INTO lines (run, task, attempt, line, at, level, message, data)
         VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for (line, record) in run.log.iter().enumerate() {
        insert.execute(params![
            seq,
            json(&record.task)?,
            integer(line),
            micros(record.at),
            record.line.level.as_str(),
            record.line.message,
            json(&record.line.data)?,
        ])?;
    }
    Ok(())
}

/// The row of the run's event, which another of its runs may have brought before.
fn event(sql: &Transaction<'_>, run: &RunRecord) -> Result<i64, StoreError> {
    let summary = &run.summary;
    let (source, at) = (summary.event.source.as_deref(), micros(summary.created_at));
    let source = source.unwrap_or_default();
    let mut insert = sql.prepare_cached(
        "INSERT INTO events (source, id, name, happened_at, received_at, context, is_test, payload)
         VALUES (?1, ?2, ?3, ?4, ?4, 'null', ?5, ?6) ON CONFLICT (source, id) DO NOTHING",
    )?;
    insert.execute(params![
        source,
        summary.event.id,
        summary.event.name,
        at,
        summary.is_test,
        json(&run.payload)?.into_bytes(),
    ])?;
    let mut select = sql.prepare_cached("SELECT seq FROM events WHERE source = ?1 AND id = ?2")?;
    Ok(select.query_row([source, &summary.event.id], |row| row.get(0))?)
}

/// A sealed output is not in a record: what may be seen of it is all that is taken over.
fn insert_task(
    sql: &Transaction<'_>,
    run: i64,
    result: ResultNumber,
    task: &TaskRecord,
) -> Result<(), StoreError> {
    let output = task.output.as_ref().map(json).transpose()?;
    let (output, shown) = match task.sealed {
        true => (None, output),
        false => (output, None),
    };
    let mut insert = sql.prepare_cached(
        "INSERT INTO tasks (run, path, kind, name, icon, params, properties, status, attempts,
                            output, sealed, shown, error, started_at, finished_at, place,
                            begun_after, result)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, '', 0, ?16)",
    )?;
    insert.execute(params![
        run,
        json(&task.path)?,
        task.kind.as_str(),
        task.name,
        task.icon,
        json(&task.params)?,
        json(&task.properties)?,
        task.status.as_str(),
        task.attempts,
        output.map(String::into_bytes),
        task.sealed,
        shown,
        task.error.as_ref().map(json).transpose()?,
        micros(task.started_at),
        task.finished_at.map(micros),
        result,
    ])?;
    Ok(())
}
