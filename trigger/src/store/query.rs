//! What is read for people: runs, their tasks and lines, deliveries.

use rusqlite::{Connection, OptionalExtension, Params, Row, named_params};
use serde_json::value::RawValue;

use super::matching::matching;
use super::replays;
use super::row::{Columns, integer};
use super::{Store, StoreError};
use crate::id::{DeliveryId, RunId};
use crate::record::{
    DeliveryQuery, DeliveryRecord, EventSummary, LogRecord, RunQuery, RunRecord, RunSummary,
    StatusRecord, TaskRecord,
};
use crate::run::LogLine;

/// A run's row with what its event says, without its payload.
const SUMMARY: &str = "runs.*, events.id AS event_id, name, events.source, is_test,
     (SELECT id FROM runs AS parents WHERE seq = runs.parent) AS parent_id,
     (SELECT original.id FROM runs AS original WHERE original.seq = runs.replay_of)
     AS replay_of_id";

impl Store {
    /// Lists runs.
    pub(crate) async fn runs(&self, query: RunQuery) -> Result<Vec<RunSummary>, StoreError> {
        self.read(move |sql| {
            let after = query.after.map(|after| seq_of(sql, after)).transpose()?;
            let mut runs = Vec::new();
            for (seq, _) in matching(sql, &query, after, query.limit)? {
                runs.extend(run_summaries(sql, "runs.seq = ?1", [seq])?);
            }
            Ok(runs)
        })
        .await
    }

    /// The runs that an event of the app started.
    pub(crate) async fn runs_of_event(&self, id: String) -> Result<Vec<RunId>, StoreError> {
        self.read(move |sql| {
            let mut select = sql.prepare_cached(
                "SELECT runs.id FROM events JOIN runs ON runs.event = events.seq
                 WHERE events.source = '' AND events.id = ?1 AND replay_of IS NULL
                 ORDER BY runs.seq",
            )?;
            let runs = select.query_map([id], |row| row.get(0))?;
            Ok(runs.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// A run with its tasks and lines.
    pub(crate) async fn run(&self, id: RunId) -> Result<Option<RunRecord>, StoreError> {
        self.read(move |sql| {
            let select = format!(
                "SELECT {SUMMARY},
                        coalesce(payload, substr(body, payload_at + 1, payload_len)) AS payload
                 FROM runs JOIN events ON events.seq = runs.event
                           LEFT JOIN deliveries ON deliveries.seq = events.delivery
                 WHERE runs.id = ?1"
            );
            let mut select = sql.prepare_cached(&select)?;
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
                replays: replays(sql, seq)?,
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
                 FROM deliveries
                 WHERE (:source IS NULL OR source = :source)
                   AND seq < :after
                 ORDER BY seq DESC LIMIT :limit",
            )?;
            let mut rows = select.query(named_params! {
                ":source": query.source,
                ":after": query.after.map_or(i64::MAX, DeliveryId::row),
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

/// The runs for which a condition holds, in order.
pub(super) fn run_summaries(
    sql: &Connection,
    condition: &str,
    params: impl Params,
) -> Result<Vec<RunSummary>, StoreError> {
    let select = format!(
        "SELECT {SUMMARY} FROM runs JOIN events ON events.seq = runs.event
         WHERE {condition} ORDER BY runs.seq"
    );
    let mut select = sql.prepare_cached(&select)?;
    let mut rows = select.query(params)?;
    let mut runs = Vec::new();
    while let Some(row) = rows.next()? {
        runs.push(summary(row)?);
    }
    Ok(runs)
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
        waits_for: row
            .column::<Option<String>>("waits_for")?
            .map(|_| row.named("waits_for"))
            .transpose()?,
        replay_of: row.column("replay_of_id")?,
    })
}

fn seq_of(sql: &Connection, run: RunId) -> Result<i64, StoreError> {
    sql.prepare_cached("SELECT seq FROM runs WHERE id = ?1")?
        .query_row([run], |row| row.get(0))
        .optional()?
        .ok_or(StoreError::NoRun(run))
}

/// The runs that repeat a run.
fn replays(sql: &Connection, run: i64) -> Result<Vec<RunId>, StoreError> {
    let mut select = sql.prepare_cached("SELECT id FROM runs WHERE replay_of = ?1 ORDER BY seq")?;
    let replays = select.query_map([run], |row| row.get(0))?;
    Ok(replays.collect::<Result<_, _>>()?)
}

pub(super) fn event(row: &Row<'_>) -> Result<EventSummary, StoreError> {
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

pub(super) fn delivery(sql: &Connection, row: &Row<'_>) -> Result<DeliveryRecord, StoreError> {
    let seq: i64 = row.column("seq")?;
    let mut select = sql.prepare_cached(replays::EVENTS)?;
    let mut rows = select.query([seq])?;
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        events.push(event(row)?);
    }
    Ok(DeliveryRecord {
        replay_of: replays::repeated(sql, seq)?,
        replays: replays::of(sql, seq)?,
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
