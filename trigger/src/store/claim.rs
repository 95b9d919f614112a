//! How a worker comes by runs to execute.

use std::fmt;
use std::sync::Arc;

use rusqlite::params;
use serde_json::value::RawValue;

use super::codes::Codes;
use super::row::{InOrder, as_stored, integer, micros};
use super::runs::Fence;
use super::state::{Outcome, Stored, columns};
use super::steps::{JournalEntry, journal};
use super::transaction::Transaction;
use super::turns::Turns;
use super::{Store, StoreError, turns};
use crate::id::{RunId, WorkerId};
use crate::run::{Phase, Transition};
use crate::source::Attributes;
use crate::time::Timestamp;

/// How many runs one commit sets aside whose job the program has not.
const SET_ASIDE: usize = 256;

/// The next run that may have taken a process down, unless one executes. A paused job's runs do
/// not start.
pub(super) const SUSPECT: &str = "SELECT seq FROM runs INDEXED BY runs_suspect
     WHERE crashes >= 2 AND status IN ('queued', 'executing')
       AND status = 'queued' AND held = 0
       AND job NOT IN (SELECT job FROM paused_jobs)
       AND NOT EXISTS (SELECT 1 FROM runs INDEXED BY runs_suspect
                       WHERE crashes >= 2 AND status IN ('queued', 'executing')
                         AND status = 'executing')
     ORDER BY seq LIMIT 1";

/// Runs that were set aside for one of the codes `?2`, in the order of the index: sorted by age alone, all
/// of them would be read for each few.
pub(super) const PARKED: &str = "SELECT seq FROM runs INDEXED BY runs_parked
     WHERE parked_for IN (SELECT value FROM json_each(?2)) ORDER BY parked_for, seq LIMIT ?1";

/// A run that a worker has taken, with all that it needs to execute.
#[derive(Debug)]
pub(crate) struct Claimed {
    pub(crate) fence: Fence,
    pub(crate) job: String,
    pub(crate) started_at: Timestamp,
    /// How often it failed and was retried.
    pub(crate) failures: u32,
    /// How often it has taken its process down, if that is too often.
    pub(crate) poison: Option<u32>,
    /// Whether it may be what took a process down, so that others like it wait for it to rest.
    pub(crate) is_suspect: bool,
    pub(crate) origin: Origin,
    pub(crate) journal: Vec<JournalEntry>,
    /// How many results were brought to it.
    pub(crate) brought: u32,
}

impl Claimed {
    /// A run that its worker took as it was created.
    pub(super) fn at_once(fence: Fence, job: &str, origin: Origin) -> Self {
        Self {
            fence,
            job: job.to_owned(),
            started_at: origin.created_at,
            failures: 0,
            poison: None,
            is_suspect: false,
            origin,
            journal: Vec::new(),
            brought: 0,
        }
    }
}

/// What a run was made from, which never changes.
#[derive(Debug)]
pub(crate) struct Origin {
    pub(crate) id: RunId,
    pub(crate) is_test: bool,
    pub(crate) created_at: Timestamp,
    pub(crate) event_id: String,
    pub(crate) event_name: String,
    pub(crate) happened_at: Timestamp,
    pub(crate) source: Option<String>,
    pub(crate) context: Attributes,
    /// The trace that its event belongs to, as `traceparent`.
    pub(crate) trace: Option<String>,
    pub(crate) payload: Payload,
}

/// The payload of the event that a run was made from.
pub(crate) enum Payload {
    /// What was read as JSON once.
    AsItCame(Arc<RawValue>),
    /// Whoever executes the run reads it, not the one thread that writes.
    AsItIsStored(Box<str>),
}

impl Payload {
    /// The payload. What came as JSON is not read again.
    pub(crate) fn read(&self) -> serde_json::Result<Arc<RawValue>> {
        match self {
            Self::AsItCame(payload) => Ok(Arc::clone(payload)),
            Self::AsItIsStored(text) => serde_json::from_str::<Box<RawValue>>(text).map(Arc::from),
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::AsItCame(payload) => payload.get(),
            Self::AsItIsStored(text) => text,
        }
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text().fmt(f)
    }
}

impl Origin {
    /// How much memory it takes, nearly.
    pub(super) fn size(&self) -> usize {
        let texts = [
            &*self.event_id,
            &*self.event_name,
            self.context.as_json(),
            self.payload.text(),
        ];
        size_of::<Self>() + texts.map(str::len).iter().sum::<usize>()
    }
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
    /// Takes runs whose code the program has: those in the queue, the oldest one of each job in
    /// turn, then those that were set aside for a program like this one. The turns begin after the
    /// job whose turn it was last.
    pub(crate) async fn claim(
        &self,
        owner: WorkerId,
        codes: Arc<Codes>,
        limit: usize,
        last: String,
        now: Timestamp,
    ) -> Result<Claims, StoreError> {
        let claim = move |sql: &Transaction<'_>| {
            let claiming = Claiming {
                sql,
                owner,
                codes: &codes,
                now,
            };
            let mut claims = Claims::default();
            claiming.suspect(&mut claims)?;
            claiming.queued(&mut claims, limit, Turns::after(&*last))?;
            claiming.parked(&mut claims, limit)?;
            Ok(claims)
        };
        self.writer.run(claim, |_| ()).await
    }

    /// Takes the next run in the queue of each of some jobs.
    pub(crate) async fn claim_of(
        &self,
        jobs: Arc<[&'static str]>,
        owner: WorkerId,
        codes: Arc<Codes>,
        limit: usize,
        now: Timestamp,
    ) -> Result<Claims, StoreError> {
        let claim = move |sql: &Transaction<'_>| {
            let claiming = Claiming {
                sql,
                owner,
                codes: &codes,
                now,
            };
            let mut claims = Claims::default();
            for job in &*jobs {
                if claims.claimed.len() < limit
                    && let Some(run) = turns::first_of(sql, job)?
                {
                    claiming.one(run, &mut claims)?;
                }
            }
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
        let claim = move |sql: &Transaction<'_>| {
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

/// What a place for an executing run is handed on to, in the commit that frees it: the run whose
/// turn it is after the one that had it. So a flood of runs costs no commits, and no waiting, to
/// fetch them.
#[derive(Clone, Debug)]
pub(crate) struct Successor {
    pub(crate) owner: WorkerId,
    pub(crate) codes: Arc<Codes>,
    /// The job of the run that had the place.
    pub(crate) after: String,
}

impl Successor {
    /// Takes it. `None` when nothing is queued, or what is asks for a closer look: a run that may
    /// have taken a process down, or whose job the program lacks.
    pub(super) fn take(
        &self,
        sql: &Transaction<'_>,
        now: Timestamp,
    ) -> Result<Option<Claimed>, StoreError> {
        if sql.prepare_cached(SUSPECT)?.exists([])? {
            return Ok(None);
        }
        let Some(run) = Turns::after(&*self.after).queued(sql)? else {
            return Ok(None);
        };
        let run = read(sql, run, self.owner)?;
        match self.codes.have(&run.stored.code()) {
            true => run.take(sql, now).map(Some),
            false => Ok(None),
        }
    }
}

/// A worker that asks for runs.
struct Claiming<'c, 't> {
    sql: &'c Transaction<'t>,
    owner: WorkerId,
    codes: &'c Codes,
    now: Timestamp,
}

impl Claiming<'_, '_> {
    /// Takes one run that may have taken a process down, unless another such run executes.
    fn suspect(&self, claims: &mut Claims) -> Result<(), StoreError> {
        self.each(SUSPECT, &[], claims)
    }

    fn queued(
        &self,
        claims: &mut Claims,
        limit: usize,
        mut turns: Turns,
    ) -> Result<(), StoreError> {
        while claims.claimed.len() < limit
            && claims.parked.len() < SET_ASIDE
            && let Some(run) = turns.queued(self.sql)?
        {
            self.one(run, claims)?;
        }
        Ok(())
    }

    /// Takes runs that wait for a program like this one.
    fn parked(&self, claims: &mut Claims, limit: usize) -> Result<(), StoreError> {
        let room = limit.saturating_sub(claims.claimed.len());
        self.each(PARKED, &[&integer(room), &self.codes.json()], claims)
    }

    /// Takes each of the runs that a query finds, or sets it aside.
    fn each(
        &self,
        query: &str,
        params: &[&dyn rusqlite::ToSql],
        claims: &mut Claims,
    ) -> Result<(), StoreError> {
        let found: Vec<i64> = self
            .sql
            .prepare_cached(query)?
            .query_map(params, |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        found.into_iter().try_for_each(|run| self.one(run, claims))
    }

    /// Takes a run, or sets it aside.
    fn one(&self, seq: i64, claims: &mut Claims) -> Result<(), StoreError> {
        let mut run = read(self.sql, seq, self.owner)?;
        if !self.codes.have(&run.stored.code()) {
            let stored = &mut run.stored;
            stored.apply(self.sql, Transition::Park, Outcome::Same, self.now)?;
            claims.parked.push(Parked {
                run: run.claimed.origin.id,
                job: run.claimed.job,
                version: run.stored.version,
            });
            return Ok(());
        }
        if run.stored.state.is_parked() {
            let stored = &mut run.stored;
            stored.apply(self.sql, Transition::Wake, Outcome::Same, self.now)?;
            // What comes from the queue may start: that is what the queue is.
            if !may_start(self.sql, seq)? {
                return Ok(());
            }
        }
        claims.claimed.push(run.take(self.sql, self.now)?);
        Ok(())
    }
}

/// Whether a queued run is neither held back nor of a paused job.
pub(super) fn may_start(sql: &Transaction<'_>, run: i64) -> Result<bool, StoreError> {
    Ok(sql.row(
        "SELECT held = 0 AND job NOT IN (SELECT job FROM paused_jobs) FROM runs WHERE seq = ?1",
        [run],
        |row| row.get(0),
    )?)
}

/// Makes a worker the owner of a queued run.
pub(super) fn take(
    sql: &Transaction<'_>,
    run: i64,
    owner: WorkerId,
    now: Timestamp,
) -> Result<Claimed, StoreError> {
    read(sql, run, owner)?.take(sql, now)
}

/// A run as it stands, with what a worker that takes it needs.
struct Read {
    stored: Stored,
    claimed: Claimed,
}

impl Read {
    /// Makes the worker its owner.
    fn take(self, sql: &Transaction<'_>, now: Timestamp) -> Result<Claimed, StoreError> {
        let (mut stored, claimed) = (self.stored, self.claimed);
        let by = claimed.fence.owner;
        stored.apply(sql, Transition::Take { by }, Outcome::Same, now)?;
        let state = &stored.state;
        Ok(Claimed {
            fence: Fence {
                epoch: state.epoch,
                ..claimed.fence
            },
            started_at: as_stored(state.started_at.unwrap_or(now))?,
            // Only a run that was executed before can have tasks.
            journal: match state.epoch {
                ..=1 => Vec::new(),
                _ => journal(sql, stored.seq)?,
            },
            ..claimed
        })
    }
}

/// A run that its worker took as it was created.
pub(super) fn taken(sql: &Transaction<'_>, fence: Fence) -> Result<Claimed, StoreError> {
    Ok(read(sql, fence.run, fence.owner)?.claimed)
}

/// A run with what it needs to execute, as both stand now.
fn read(sql: &Transaction<'_>, run: i64, owner: WorkerId) -> Result<Read, StoreError> {
    let (stored, origin) = match at_hand(sql, run)? {
        Some(run) => run,
        None => read_back(sql, run)?,
    };
    let state = &stored.state;
    let claimed = Claimed {
        fence: Fence {
            run,
            owner,
            epoch: state.epoch,
        },
        job: stored.job.clone(),
        started_at: state.started_at.unwrap_or(origin.created_at),
        failures: state.failures,
        poison: state.is_poison().then_some(state.crashes),
        is_suspect: state.is_suspect(),
        origin,
        journal: Vec::new(),
        brought: state.brought,
    };
    Ok(Read { stored, claimed })
}

/// A run whose origin is at hand, if its number is still that of the run.
fn at_hand(sql: &Transaction<'_>, run: i64) -> Result<Option<(Stored, Origin)>, StoreError> {
    let Some(origin) = sql.fresh().take(run) else {
        return Ok(None);
    };
    let stored = Stored::load_if(sql, run, origin.id)?;
    Ok(stored.map(|stored| (stored, origin)))
}

/// A run and what it was made from, from their rows.
fn read_back(sql: &Transaction<'_>, run: i64) -> Result<(Stored, Origin), StoreError> {
    let mut select = sql.prepare_cached(concat!(
        "SELECT ",
        columns!(),
        ", runs.id, runs.created_at, events.id, name, happened_at, events.source, context, is_test,
           trace, coalesce(payload, substr(body, payload_at + 1, payload_len))
         FROM runs JOIN events ON events.seq = runs.event
                   LEFT JOIN deliveries ON deliveries.seq = events.delivery
         WHERE runs.seq = ?1"
    ))?;
    let mut rows = select.query(params![run])?;
    let row = rows
        .next()?
        .ok_or_else(|| StoreError::Corrupt("a run has no event".to_owned()))?;
    let mut row = InOrder::of(row);
    let stored = Stored::read(&mut row)?;
    let origin = Origin {
        id: row.column()?,
        created_at: row.time()?,
        event_id: row.column()?,
        event_name: row.column()?,
        happened_at: row.time()?,
        source: Some(row.column()?).filter(|source: &String| !source.is_empty()),
        context: row.json::<Box<RawValue>>()?.into(),
        is_test: row.column()?,
        trace: row.column()?,
        payload: Payload::AsItIsStored(row.unread()?),
    };
    Ok((stored, origin))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::deliveries::insert_event;
    use crate::store::tests::{event, store};

    #[tokio::test]
    async fn what_is_at_hand_of_a_run_is_what_would_be_read_back() {
        let (store, _folder) = store();
        store.add(event("1", "job", 1)).await;
        let read = |sql: &Transaction<'_>| {
            let at_hand = sql.fresh().take(1).map(|origin| format!("{origin:?}"));
            let (_, read_back) = read_back(sql, 1)?;
            Ok((at_hand, format!("{read_back:?}")))
        };
        let (at_hand, read_back) = store.writer.run(read, |_| ()).await.unwrap();
        assert_eq!(at_hand, Some(read_back));
    }

    #[tokio::test]
    async fn what_is_at_hand_of_a_number_is_nothing_to_another_run_of_it() {
        let (store, _folder) = store();
        store.add(event("1", "job", 1)).await;
        let another = RunId::new();
        let replace =
            move |sql: &Transaction<'_>| Ok(sql.execute("UPDATE runs SET id = ?1", [another])?);
        store.writer.run(replace, |_| ()).await.unwrap();
        let claimed = store.claimed(1, "").await;
        assert_eq!(claimed[0].origin.id, another);
    }

    #[tokio::test]
    async fn nothing_is_at_hand_of_what_was_undone() {
        let (store, _folder) = store();
        let undo = |sql: &Transaction<'_>| -> Result<(), StoreError> {
            insert_event(sql, &event("1", "job", 1), None)?;
            assert!(sql.fresh().has(1), "it is at hand until then");
            Err(StoreError::Closed)
        };
        assert!(store.writer.run(undo, |_| ()).await.is_err());
        let look = |sql: &Transaction<'_>| Ok(sql.fresh().has(1));
        assert!(!store.writer.run(look, |_| ()).await.unwrap());
    }
}
