//! What is read for people: runs, their tasks and lines, deliveries.

use rusqlite::{Connection, Row, named_params};
use serde_json::value::RawValue;

use super::row::{Columns, integer};
use super::{Store, StoreError};
use crate::id::RunId;
use crate::record::{
    DeliveryRecord, EventSummary, LogRecord, RunRecord, RunSummary, StatusRecord, TaskRecord,
};
use crate::run::{LogLine, RunStatus};

/// Which runs to list, newest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct RunQuery {
    pub(crate) status: Option<RunStatus>,
    pub(crate) job: Option<String>,
    pub(crate) limit: usize,
}

/// Which deliveries to list, newest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct DeliveryQuery {
    pub(crate) source: Option<String>,
    pub(crate) limit: usize,
}

impl Store {
    /// Lists runs.
    pub(crate) async fn runs(&self, query: RunQuery) -> Result<Vec<RunSummary>, StoreError> {
        self.read(move |sql| {
            let mut select = sql.prepare_cached(
                "SELECT runs.*, events.id AS event_id, name, events.source, is_test,
                        (SELECT id FROM runs AS parents WHERE seq = runs.parent) AS parent_id
                 FROM runs JOIN events ON events.seq = runs.event
                 WHERE (:status IS NULL OR status = :status) AND (:job IS NULL OR job = :job)
                 ORDER BY runs.seq DESC LIMIT :limit",
            )?;
            let mut rows = select.query(named_params! {
                ":status": query.status.map(RunStatus::as_str),
                ":job": query.job,
                ":limit": integer(query.limit),
            })?;
            let mut runs = Vec::new();
            while let Some(row) = rows.next()? {
                runs.push(summary(row)?);
            }
            Ok(runs)
        })
        .await
    }

    /// A run with its tasks and lines.
    pub(crate) async fn run(&self, id: RunId) -> Result<Option<RunRecord>, StoreError> {
        self.read(move |sql| {
            let mut select = sql.prepare_cached(
                "SELECT runs.*, events.id AS event_id, name, events.source, is_test,
                        (SELECT id FROM runs AS parents WHERE seq = runs.parent) AS parent_id,
                        coalesce(payload, substr(body, payload_at + 1, payload_len)) AS payload
                 FROM runs JOIN events ON events.seq = runs.event
                           LEFT JOIN deliveries ON deliveries.seq = events.delivery
                 WHERE runs.id = ?1",
            )?;
            let mut rows = select.query([id])?;
            let Some(row) = rows.next()? else {
                return Ok(None);
            };
            let seq = row.column("seq")?;
            Ok(Some(RunRecord {
                summary: summary(row)?,
                payload: row.json("payload")?,
                output: row.maybe_json("output")?,
                error: row.maybe_json("error")?,
                tasks: tasks(sql, seq)?,
                statuses: statuses(sql, seq)?,
                log: lines(sql, seq)?,
            }))
        })
        .await
    }

    /// The events of a name that the app sent itself, oldest first: their ids and payloads.
    pub(crate) async fn own_events(
        &self,
        name: String,
    ) -> Result<Vec<(String, Box<RawValue>)>, StoreError> {
        self.read(move |sql| {
            let mut select = sql.prepare_cached(
                "SELECT id, payload FROM events WHERE source = '' AND name = ?1 ORDER BY seq",
            )?;
            let mut rows = select.query([name])?;
            let mut events = Vec::new();
            while let Some(row) = rows.next()? {
                events.push((row.column("id")?, row.json("payload")?));
            }
            Ok(events)
        })
        .await
    }

    /// Lists deliveries.
    pub(crate) async fn deliveries(
        &self,
        query: DeliveryQuery,
    ) -> Result<Vec<DeliveryRecord>, StoreError> {
        self.read(move |sql| {
            let mut select = sql.prepare_cached(
                "SELECT seq, id, source, received_at, method, uri, body_size, verdict, reason,
                        status
                 FROM deliveries WHERE (:source IS NULL OR source = :source)
                 ORDER BY seq DESC LIMIT :limit",
            )?;
            let mut rows = select.query(named_params! {
                ":source": query.source,
                ":limit": integer(query.limit),
            })?;
            let mut deliveries = Vec::new();
            while let Some(row) = rows.next()? {
                deliveries.push(delivery(sql, row)?);
            }
            Ok(deliveries)
        })
        .await
    }
}

fn summary(row: &Row<'_>) -> Result<RunSummary, StoreError> {
    Ok(RunSummary {
        id: row.column("id")?,
        parent: row.column("parent_id")?,
        job: row.column("job")?,
        version: row.column("version")?,
        status: row.named("status")?,
        is_test: row.column("is_test")?,
        event: event(row)?,
        properties: row.json("properties")?,
        created_at: row.time("created_at")?,
        started_at: row.maybe_time("started_at")?,
        finished_at: row.maybe_time("finished_at")?,
        wake_at: row.maybe_time("wake_at")?,
    })
}

fn event(row: &Row<'_>) -> Result<EventSummary, StoreError> {
    let source: String = row.column("source")?;
    Ok(EventSummary {
        id: row.column("event_id")?,
        name: row.column("name")?,
        source: Some(source).filter(|source| !source.is_empty()),
    })
}

fn tasks(sql: &Connection, run: i64) -> Result<Vec<TaskRecord>, StoreError> {
    let mut select =
        sql.prepare_cached("SELECT * FROM tasks WHERE run = ?1 ORDER BY started_at, path")?;
    let mut rows = select.query([run])?;
    let mut tasks = Vec::new();
    while let Some(row) = rows.next()? {
        let sealed = row.column("sealed")?;
        tasks.push(TaskRecord {
            path: row.json("path")?,
            kind: row.named("kind")?,
            name: row.column("name")?,
            icon: row.column("icon")?,
            params: row.json("params")?,
            properties: row.json("properties")?,
            status: row.named("status")?,
            attempts: row.column("attempts")?,
            output: row.maybe_json(if sealed { "shown" } else { "output" })?,
            sealed,
            error: row.maybe_json("error")?,
            started_at: row.time("started_at")?,
            finished_at: row.maybe_time("finished_at")?,
            wake_at: row.maybe_time("wake_at")?,
        });
    }
    Ok(tasks)
}

fn statuses(sql: &Connection, run: i64) -> Result<Vec<StatusRecord>, StoreError> {
    let mut select = sql.prepare_cached(
        "SELECT finished_at, output FROM tasks
         WHERE run = ?1 AND kind = 'status' AND status = 'completed' ORDER BY result",
    )?;
    let mut rows = select.query([run])?;
    let mut statuses = Vec::new();
    while let Some(row) = rows.next()? {
        statuses.push(StatusRecord {
            at: row.time("finished_at")?,
            status: row.json("output")?,
        });
    }
    Ok(statuses)
}

fn lines(sql: &Connection, run: i64) -> Result<Vec<LogRecord>, StoreError> {
    let mut select =
        sql.prepare_cached("SELECT * FROM lines WHERE run = ?1 ORDER BY at, task, attempt, line")?;
    let mut rows = select.query([run])?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        lines.push(LogRecord {
            task: row.json("task")?,
            at: row.time("at")?,
            line: LogLine {
                level: row.named("level")?,
                message: row.column("message")?,
                data: row.json("data")?,
            },
        });
    }
    Ok(lines)
}

fn delivery(sql: &Connection, row: &Row<'_>) -> Result<DeliveryRecord, StoreError> {
    let mut select =
        sql.prepare_cached("SELECT id AS event_id, name, source FROM events WHERE delivery = ?1")?;
    let mut rows = select.query([row.column::<i64>("seq")?])?;
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        events.push(event(row)?);
    }
    Ok(DeliveryRecord {
        id: row.column("id")?,
        source: row.column("source")?,
        received_at: row.time("received_at")?,
        method: row.column("method")?,
        uri: row.column("uri")?,
        body_size: row.column("body_size")?,
        verdict: row.named("verdict")?,
        reason: row.column("reason")?,
        status: row.column("status")?,
        events,
    })
}
