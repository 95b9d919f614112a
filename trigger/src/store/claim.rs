//! How a worker comes by runs to execute.

use rusqlite::{Savepoint, params};
use serde_json::Value;
use serde_json::value::RawValue;

use super::codes::Codes;
use super::row::{Columns, integer, micros};
use super::runs::Fence;
use super::state::{COLUMNS, Outcome, Stored};
use super::steps::{JournalEntry, journal};
use super::{Store, StoreError};
use crate::id::{RunId, WorkerId};
use crate::run::{Phase, Transition};
use crate::time::Timestamp;

/// How many runs one commit sets aside whose job the program has not.
const PARKED: usize = 256;

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
    /// How often it has taken its process down, if that is too often.
    pub(crate) poison: Option<u32>,
    pub(crate) event_id: String,
    pub(crate) event_name: String,
    pub(crate) happened_at: Timestamp,
    pub(crate) source: Option<String>,
    pub(crate) context: Value,
    /// The trace that its event belongs to, as `traceparent`.
    pub(crate) trace: Option<String>,
    pub(crate) payload: Box<RawValue>,
    pub(crate) journal: Vec<JournalEntry>,
    /// How many results its tasks have had.
    pub(crate) results: i64,
}

/// What came of asking for runs.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    pub(crate) claimed: Vec<Claimed>,
    /// Those that were set aside for a program that has their job.
    pub(crate) parked: Vec<Parked>,
}

/// A run that was set aside, because the program that found it has not its job, or has it in a
/// version that cannot go on with it.
#[derive(Debug)]
pub(crate) struct Parked {
    pub(crate) run: RunId,
    pub(crate) job: String,
    pub(crate) version: String,
}

impl Store {
    /// Takes runs whose code the program has: those in the queue, oldest first, then those that
    /// were set aside for a program like this one.
    pub(crate) async fn claim(
        &self,
        owner: WorkerId,
        codes: Codes,
        limit: usize,
        now: Timestamp,
    ) -> Result<Claims, StoreError> {
        let claim = move |sql: &Savepoint<'_>| {
            let claiming = Claiming {
                sql,
                owner,
                codes: &codes,
                now,
            };
            let mut claims = Claims::default();
            claiming.suspect(&mut claims)?;
            claiming.queued(&mut claims, limit)?;
            claiming.parked(&mut claims, limit)?;
            Ok(claims)
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
            let family: Vec<i64> = sql
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
            let mut claimed = Vec::new();
            for seq in family {
                let mut run = Stored::load(sql, seq)?;
                if run.state.phase != Phase::Queued {
                    run.apply(sql, Transition::TimeUp, Outcome::Same, now)?;
                }
                if may_start(sql, seq)? {
                    claimed.push(take(sql, seq, owner, now)?);
                }
            }
            Ok(claimed)
        };
        self.writer.run(claim, |_| ()).await
    }
}

/// A worker that asks for runs.
struct Claiming<'c> {
    sql: &'c Savepoint<'c>,
    owner: WorkerId,
    codes: &'c Codes,
    now: Timestamp,
}

impl Claiming<'_> {
    /// Takes one run that may have taken a process down, unless another such run executes.
    fn suspect(&self, claims: &mut Claims) -> Result<(), StoreError> {
        self.each(
            "SELECT seq, id FROM runs
             WHERE crashes >= 2 AND status = 'queued' AND held = 0
               AND NOT EXISTS (SELECT 1 FROM runs
                               WHERE crashes >= 2 AND status = 'executing')
             ORDER BY seq LIMIT ?1",
            &[&1],
            claims,
        )
    }

    fn queued(&self, claims: &mut Claims, limit: usize) -> Result<(), StoreError> {
        while claims.claimed.len() < limit && claims.parked.len() < PARKED {
            let before = claims.claimed.len() + claims.parked.len();
            self.each(
                "SELECT seq, id FROM runs WHERE status = 'queued' AND held = 0 AND crashes < 2
                 ORDER BY seq LIMIT ?1",
                &[&integer(limit - claims.claimed.len())],
                claims,
            )?;
            if claims.claimed.len() + claims.parked.len() == before {
                break;
            }
        }
        Ok(())
    }

    /// Takes runs that wait for a program like this one.
    fn parked(&self, claims: &mut Claims, limit: usize) -> Result<(), StoreError> {
        let room = limit.saturating_sub(claims.claimed.len());
        self.each(
            "SELECT seq, id FROM runs
             WHERE parked_for IN (SELECT value FROM json_each(?2)) ORDER BY seq LIMIT ?1",
            &[&integer(room), &self.codes.json()],
            claims,
        )
    }

    /// Takes each of the runs that a query finds, or sets it aside.
    fn each(
        &self,
        query: &str,
        params: &[&dyn rusqlite::ToSql],
        claims: &mut Claims,
    ) -> Result<(), StoreError> {
        let found: Vec<(i64, RunId)> = self
            .sql
            .prepare_cached(query)?
            .query_map(params, |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        for (seq, id) in found {
            let mut run = Stored::load(self.sql, seq)?;
            if !self.codes.have(&run.code()) {
                run.apply(self.sql, Transition::Park, Outcome::Same, self.now)?;
                claims.parked.push(Parked {
                    run: id,
                    job: run.job,
                    version: run.version,
                });
                continue;
            }
            if run.state.is_parked() {
                run.apply(self.sql, Transition::Wake, Outcome::Same, self.now)?;
                if !may_start(self.sql, seq)? {
                    continue;
                }
            }
            claims
                .claimed
                .push(take(self.sql, seq, self.owner, self.now)?);
        }
        Ok(())
    }
}

/// Whether a queued run is not held back.
pub(super) fn may_start(sql: &Savepoint<'_>, run: i64) -> Result<bool, StoreError> {
    Ok(sql
        .prepare_cached("SELECT held = 0 FROM runs WHERE seq = ?1")?
        .query_row([run], |row| row.get(0))?)
}

/// Makes a worker the owner of a queued run.
pub(super) fn take(
    sql: &Savepoint<'_>,
    run: i64,
    owner: WorkerId,
    now: Timestamp,
) -> Result<Claimed, StoreError> {
    let select = format!(
        "SELECT {COLUMNS}, runs.id, runs.created_at, events.id AS event_id, name, happened_at,
                events.source, context, is_test, trace,
                coalesce(payload, substr(body, payload_at + 1, payload_len)) AS payload
         FROM runs JOIN events ON events.seq = runs.event
                   LEFT JOIN deliveries ON deliveries.seq = events.delivery
         WHERE runs.seq = ?1"
    );
    let mut select = sql.prepare_cached(&select)?;
    let mut rows = select.query(params![run])?;
    let row = rows
        .next()?
        .ok_or_else(|| StoreError::Corrupt("a run has no event".to_owned()))?;
    let mut stored = Stored::read(row)?;
    let source: String = row.column("source")?;
    let mut claimed = Claimed {
        fence: Fence {
            run,
            owner,
            epoch: 0,
        },
        id: row.column("id")?,
        job: stored.job.clone(),
        is_test: row.column("is_test")?,
        created_at: row.time("created_at")?,
        started_at: now,
        failures: stored.state.failures,
        poison: stored.state.is_poison().then_some(stored.state.crashes),
        event_id: row.column("event_id")?,
        event_name: row.column("name")?,
        happened_at: row.time("happened_at")?,
        source: Some(source).filter(|source| !source.is_empty()),
        context: row.json("context")?,
        trace: row.column("trace")?,
        payload: row.json("payload")?,
        journal: Vec::new(),
        results: stored.state.results,
    };
    drop(rows);
    stored.apply(sql, Transition::Take { by: owner }, Outcome::Same, now)?;
    claimed.fence.epoch = stored.state.epoch;
    claimed.started_at = stored.state.started_at.unwrap_or(now);
    // Only a run that was executed before can have tasks.
    if stored.state.epoch > 1 {
        claimed.journal = journal(sql, run)?;
    }
    Ok(claimed)
}
