//! The life of a run: created, taken by a worker, put away while it waits, finished.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Savepoint, params};
use serde_json::Value;
use serde_json::value::RawValue;

use super::deliveries::{NewEvent, NewRun, Recorded, insert_event};
use super::row::{Columns, json, micros};
use super::steps::{JournalEntry, KeptLine, insert_lines, journal};
use super::{Store, StoreError, children, slots};
use crate::error::Error;
use crate::id::{RunId, WorkerId};
use crate::run::RunStatus;
use crate::time::Timestamp;

pub(super) const WAKE: &str =
    "UPDATE runs SET status = 'queued', wake_at = NULL, awaits = 0, held = slot IS NOT NULL
     WHERE status = 'waiting' AND wake_at <= ?1 RETURNING slot";

pub(super) const NEXT_WAKE: &str =
    "SELECT wake_at FROM runs WHERE status = 'waiting' AND wake_at IS NOT NULL
     ORDER BY wake_at LIMIT 1";

/// What proves that a worker still owns a run. Every write of a run's execution carries it; once
/// another worker has taken the run, it proves nothing and the write is refused.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fence {
    pub(crate) run: i64,
    pub(crate) owner: WorkerId,
    pub(crate) epoch: i64,
}

/// A run that a worker has taken, with all that it needs to execute.
#[derive(Debug)]
pub(crate) struct Claimed {
    pub(crate) fence: Fence,
    pub(crate) id: RunId,
    pub(crate) job: String,
    pub(crate) is_test: bool,
    pub(crate) created_at: Timestamp,
    pub(crate) started_at: Timestamp,
    /// How often it failed and was retried.
    pub(crate) failures: u32,
    pub(crate) event_id: String,
    pub(crate) event_name: String,
    pub(crate) happened_at: Timestamp,
    pub(crate) source: Option<String>,
    pub(crate) context: Value,
    pub(crate) payload: Box<RawValue>,
    pub(crate) journal: Vec<JournalEntry>,
    /// How many results its tasks have had.
    pub(crate) results: i64,
}

/// How an execution ended for good.
#[derive(Clone, Debug)]
pub(crate) enum Finish {
    Completed(Box<RawValue>),
    Failed(Error),
    TimedOut(Error),
}

/// What became of the end of an execution.
#[derive(Debug)]
pub(crate) struct Finished {
    /// Whether runs that were held back may start now.
    pub(crate) let_through: bool,
    /// What became of the event that the end has sent.
    pub(crate) sent: Option<Recorded>,
    /// The run that it has stirred, because it waits for this one.
    pub(crate) stirred: Option<i64>,
}

/// How a run is put away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pause {
    /// When it goes on by itself.
    pub(crate) wake_at: Option<Timestamp>,
    /// Whether what it awaits may make it go on before.
    pub(crate) awaits: bool,
}

/// What became of a run that was let go of.
#[derive(Debug)]
pub(crate) struct Released {
    /// Where it stands: queued if it is to go on at once.
    pub(crate) status: RunStatus,
    /// Whether runs that were held back may start now.
    pub(crate) let_through: bool,
}

impl Finish {
    pub(crate) fn status(&self) -> RunStatus {
        match self {
            Self::Completed(_) => RunStatus::Completed,
            Self::Failed(_) => RunStatus::Failed,
            Self::TimedOut(_) => RunStatus::TimedOut,
        }
    }
}

impl Store {
    /// Takes queued runs, oldest first.
    pub(crate) async fn claim(
        &self,
        owner: WorkerId,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Claimed>, StoreError> {
        let claim = move |sql: &Savepoint<'_>| {
            let queued: Vec<i64> = sql
                .prepare_cached(
                    "SELECT seq FROM runs WHERE status = 'queued' AND held = 0
                     ORDER BY seq LIMIT ?1",
                )?
                .query_map([super::row::integer(limit)], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            queued
                .into_iter()
                .map(|run| take(sql, run, owner, now))
                .collect()
        };
        self.writer.run(claim, |_| ()).await
    }

    /// Takes those of a run and the runs that it has invoked, and they in turn, which are queued or
    /// whose time has come.
    pub(crate) async fn claim_family(
        &self,
        run: RunId,
        owner: WorkerId,
        now: Timestamp,
    ) -> Result<Vec<Claimed>, StoreError> {
        let claim = move |sql: &Savepoint<'_>| {
            let due: Vec<i64> = sql
                .prepare_cached(
                    "WITH RECURSIVE family (run) AS (
                         SELECT seq FROM runs WHERE id = ?1
                         UNION ALL
                         SELECT seq FROM runs JOIN family ON parent = run)
                     SELECT seq FROM runs JOIN family ON seq = run
                     WHERE status = 'queued' AND held = 0
                        OR status = 'waiting' AND wake_at <= ?2",
                )?
                .query_map(params![run, micros(now)], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            due.into_iter()
                .map(|run| take(sql, run, owner, now))
                .collect()
        };
        self.writer.run(claim, |_| ()).await
    }

    /// Keeps a run's result and last lines, lets go of it, and sends the event that follows from
    /// its end.
    pub(crate) async fn finish(
        &self,
        fence: Fence,
        finish: Finish,
        lines: Vec<KeptLine>,
        follows: Option<NewEvent>,
        now: Timestamp,
        committed: impl FnOnce(&mut Finished) + Send + 'static,
    ) -> Result<Finished, StoreError> {
        let finish = move |sql: &Savepoint<'_>| {
            insert_lines(sql, fence.run, &lines)?;
            let (output, error) = match &finish {
                Finish::Completed(output) => (Some(output.get().as_bytes()), None),
                Finish::Failed(error) | Finish::TimedOut(error) => (None, Some(json(error)?)),
            };
            let changed = sql
                .prepare_cached(
                    "UPDATE runs SET status = ?4, output = ?5, error = ?6, finished_at = ?7,
                                     owner = NULL
                     WHERE seq = ?1 AND owner = ?2 AND epoch = ?3",
                )?
                .execute(params![
                    fence.run,
                    fence.owner,
                    fence.epoch,
                    finish.status().as_str(),
                    output,
                    error,
                    micros(now),
                ])?;
            owned(changed)?;
            let sent = follows.as_ref().map(|event| insert_event(sql, event, None));
            Ok(Finished {
                sent: sent.transpose()?,
                stirred: children::ended(sql, fence.run)?,
                let_through: slots::left(sql, fence.run)? > 0,
            })
        };
        self.writer.run(finish, committed).await
    }

    /// Puts a run away; `None` puts it back into the queue. So does a result that has come for it
    /// beside the `seen` ones.
    pub(crate) async fn release(
        &self,
        fence: Fence,
        pause: Option<Pause>,
        seen: i64,
        lines: Vec<KeptLine>,
    ) -> Result<Released, StoreError> {
        let release = move |sql: &Savepoint<'_>| {
            insert_lines(sql, fence.run, &lines)?;
            let status: Option<Result<RunStatus, StoreError>> = sql
                .prepare_cached(
                    "UPDATE runs SET status = iif(?4 AND NOT (?6 AND results > ?7), 'waiting', 'queued'),
                                     wake_at = iif(?6 AND results > ?7, NULL, ?5), awaits = ?6,
                                     owner = NULL
                     WHERE seq = ?1 AND owner = ?2 AND epoch = ?3 RETURNING status",
                )?
                .query_row(
                    params![
                        fence.run,
                        fence.owner,
                        fence.epoch,
                        pause.is_some(),
                        pause.and_then(|pause| pause.wake_at).map(micros),
                        pause.is_some_and(|pause| pause.awaits),
                        seen,
                    ],
                    |row| Ok(row.named("status")),
                )
                .optional()?;
            Ok(Released {
                status: status.ok_or(StoreError::Fenced)??,
                let_through: slots::left(sql, fence.run)? > 0,
            })
        };
        self.writer.run(release, |_| ()).await
    }

    /// Puts a run that failed away until it is started again, its failed tasks forgotten. Says
    /// whether runs that were held back may start now.
    pub(crate) async fn retry_run(
        &self,
        fence: Fence,
        error: Error,
        wake_at: Timestamp,
        lines: Vec<KeptLine>,
    ) -> Result<bool, StoreError> {
        let retry = move |sql: &Savepoint<'_>| {
            insert_lines(sql, fence.run, &lines)?;
            let changed = sql
                .prepare_cached(
                    "UPDATE runs SET status = 'waiting', wake_at = ?4, awaits = 0, error = ?5,
                                     owner = NULL, failures = failures + 1
                     WHERE seq = ?1 AND owner = ?2 AND epoch = ?3",
                )?
                .execute(params![
                    fence.run,
                    fence.owner,
                    fence.epoch,
                    micros(wake_at),
                    json(&error)?
                ])?;
            owned(changed)?;
            sql.prepare_cached("DELETE FROM tasks WHERE run = ?1 AND status = 'failed'")?
                .execute([fence.run])?;
            Ok(slots::left(sql, fence.run)? > 0)
        };
        self.writer.run(retry, |_| ()).await
    }

    /// Puts runs whose time has come back into the queue, and says when the next one is due.
    pub(crate) async fn wake_due(
        &self,
        now: Timestamp,
    ) -> Result<(usize, Option<Timestamp>), StoreError> {
        let wake = move |sql: &Savepoint<'_>| {
            let mut wake = sql.prepare_cached(WAKE)?;
            let woken: Vec<Option<String>> = wake
                .query_map([micros(now)], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            let slots: BTreeSet<_> = woken.iter().flatten().collect();
            for slot in slots {
                slots::let_through(sql, slot)?;
            }
            let next = sql
                .prepare_cached(NEXT_WAKE)?
                .query_row([], |row| Ok(row.maybe_time("wake_at")))
                .optional()?
                .transpose()?
                .flatten();
            Ok((woken.len(), next))
        };
        self.writer.run(wake, |_| ()).await
    }

    /// Ends the runs of a job that have not ended, whoever owns them: what is still executing
    /// finds its writes refused. Gives the runs that were stirred because they wait for them.
    pub(crate) async fn cancel_runs_of(
        &self,
        job: &'static str,
        event_name: String,
        reason: Error,
        now: Timestamp,
    ) -> Result<Vec<i64>, StoreError> {
        let cancel = move |sql: &Savepoint<'_>| {
            let mut cancel = sql.prepare_cached(
                "UPDATE runs SET status = 'cancelled', error = ?3, finished_at = ?4, owner = NULL,
                                 wake_at = NULL
                 WHERE job = ?1 AND status IN ('queued', 'executing', 'waiting')
                   AND (SELECT name FROM events WHERE events.seq = runs.event) = ?2
                 RETURNING seq",
            )?;
            let given = params![job, event_name, json(&reason)?, micros(now)];
            let cancelled: Vec<i64> = cancel
                .query_map(given, |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            let mut stirred = Vec::new();
            for run in cancelled {
                stirred.extend(children::ended(sql, run)?);
            }
            Ok(stirred)
        };
        self.writer.run(cancel, |_| ()).await
    }
}

/// Creates a run of an event; returns it when a worker takes it at once.
pub(super) fn insert_run(
    sql: &Savepoint<'_>,
    run: &NewRun,
    event: i64,
    now: Timestamp,
) -> Result<Option<Claimed>, StoreError> {
    let (status, finished_at) = match run.invalid {
        Some(_) => (RunStatus::InvalidPayload, Some(micros(now))),
        None => (RunStatus::Queued, None),
    };
    let (slot, parent) = (run.slot.as_ref(), run.parent.as_ref());
    sql.prepare_cached(
        "INSERT INTO runs (id, job, version, event, status, properties, error, created_at,
                           finished_at, slot, slot_size, held, parent, parent_task)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?10 IS NOT NULL, ?12, ?13)",
    )?
    .execute(params![
        run.id,
        run.job,
        run.version,
        event,
        status.as_str(),
        json(&run.properties)?,
        run.invalid.as_ref().map(json).transpose()?,
        micros(now),
        finished_at,
        slot.map(|slot| &slot.name),
        slot.map(|slot| slot.size),
        parent.map(|parent| parent.run),
        parent.map(|parent| json(&parent.task)).transpose()?,
    ])?;
    let seq = sql.last_insert_rowid();
    if let Some(slot) = slot {
        slots::let_through(sql, &slot.name)?;
    }
    match run.owner {
        Some(owner) if run.invalid.is_none() && may_start(sql, seq)? => {
            take(sql, seq, owner, now).map(Some)
        }
        _ => Ok(None),
    }
}

fn may_start(sql: &Savepoint<'_>, run: i64) -> Result<bool, StoreError> {
    Ok(sql
        .prepare_cached("SELECT held = 0 FROM runs WHERE seq = ?1")?
        .query_row([run], |row| row.get(0))?)
}

/// Makes a worker the owner of a queued run.
fn take(
    sql: &Savepoint<'_>,
    run: i64,
    owner: WorkerId,
    now: Timestamp,
) -> Result<Claimed, StoreError> {
    let epoch: i64 = sql
        .prepare_cached(
            "UPDATE runs SET status = 'executing', wake_at = NULL, awaits = 0, owner = ?2,
                             epoch = epoch + 1,
                             started_at = coalesce(started_at, ?3)
             WHERE seq = ?1 RETURNING epoch",
        )?
        .query_row(params![run, owner, micros(now)], |row| row.get(0))?;
    let fence = Fence { run, owner, epoch };
    let mut select = sql.prepare_cached(
        "SELECT runs.id, job, runs.created_at, started_at, failures, events.id AS event_id, name,
                happened_at, events.source, context, is_test, results,
                coalesce(payload, substr(body, payload_at + 1, payload_len)) AS payload
         FROM runs JOIN events ON events.seq = runs.event
                   LEFT JOIN deliveries ON deliveries.seq = events.delivery
         WHERE runs.seq = ?1",
    )?;
    let mut rows = select.query([run])?;
    let row = rows
        .next()?
        .ok_or_else(|| StoreError::Corrupt("a run has no event".to_owned()))?;
    let source: String = row
        .get_ref("source")?
        .as_str()
        .map_err(rusqlite::Error::from)?
        .to_owned();
    Ok(Claimed {
        fence,
        id: row.column("id")?,
        job: row.column("job")?,
        is_test: row.column("is_test")?,
        created_at: row.time("created_at")?,
        started_at: row.time("started_at")?,
        failures: row.column("failures")?,
        event_id: row.column("event_id")?,
        event_name: row.column("name")?,
        happened_at: row.time("happened_at")?,
        source: Some(source).filter(|source| !source.is_empty()),
        context: row.json("context")?,
        payload: row.json("payload")?,
        results: row.column("results")?,
        // Only a run that was executed before can have tasks.
        journal: if epoch > 1 {
            journal(sql, run)?
        } else {
            Vec::new()
        },
    })
}

/// Refuses a write of a worker that does not own the run any more.
pub(super) fn check_fence(sql: &Connection, fence: Fence) -> Result<(), StoreError> {
    let exists = sql
        .prepare_cached("SELECT 1 FROM runs WHERE seq = ?1 AND owner = ?2 AND epoch = ?3")?
        .exists(params![fence.run, fence.owner, fence.epoch])?;
    owned(usize::from(exists))
}

/// A write that found no row was made by a worker that does not own the run any more.
fn owned(found: usize) -> Result<(), StoreError> {
    if found == 1 {
        Ok(())
    } else {
        Err(StoreError::Fenced)
    }
}
