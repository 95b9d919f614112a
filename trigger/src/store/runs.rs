//! The life of a run: created, put away while it waits, ended.

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::value::RawValue;

use super::claim::{Claimed, Successor};
use super::deliveries::{NewEvent, NewRun, Recorded, Taker, insert_event};
use super::row::{Columns, json, micros};
use super::state::{Outcome, Stored};
use super::steps::{KeptLine, insert_lines};
use super::transaction::Transaction;
use super::turns::Turns;
use super::{Store, StoreError, afresh, pauses, slots, turns};
use crate::error::Error;
use crate::id::WorkerId;
use crate::run::{Ending, Pause, Phase, RunState, RunStatus, TaskPath, Tenure, Transition};
use crate::time::Timestamp;

/// How many waiting runs one commit wakes.
const DUE: i64 = 1000;

/// Those whose time comes until `?1`. What failed is not started again before its time, which is
/// `?2` now; all others wait for their time once they execute.
pub(super) const WAKE: &str = "SELECT seq FROM runs INDEXED BY runs_waiting
     WHERE status = 'waiting' AND wake_at <= ?1 AND (wake_at <= ?2 OR waits_for <> 'retry')
     ORDER BY wake_at LIMIT ?3";

pub(super) const NEXT_WAKE: &str = "SELECT wake_at FROM runs INDEXED BY runs_waiting
     WHERE status = 'waiting' AND wake_at IS NOT NULL
     ORDER BY wake_at LIMIT 1";

/// What proves that a worker still owns a run. Every write of a run's execution carries it; once
/// the run was taken by another worker or ended by a person, it proves nothing and the write is
/// refused.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fence {
    pub(crate) run: i64,
    pub(crate) owner: WorkerId,
    pub(crate) epoch: i64,
}

impl Fence {
    pub(super) fn tenure(self) -> Tenure {
        Tenure {
            owner: self.owner,
            epoch: self.epoch,
        }
    }
}

/// How an execution ended for good.
#[derive(Clone, Debug)]
pub(crate) enum Finish {
    Completed(Box<RawValue>),
    Failed(Error),
    TimedOut(Error),
    /// There are no credentials for its account, and there will not be.
    Unresolved(Error),
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
    /// The run that has its place now.
    pub(crate) next: Option<Claimed>,
}

impl Finish {
    fn ending(&self) -> Ending {
        match self {
            Self::Completed(_) => Ending::Completed,
            Self::Failed(_) => Ending::Failed,
            Self::TimedOut(_) => Ending::TimedOut,
            Self::Unresolved(_) => Ending::UnresolvedAuth,
        }
    }

    pub(crate) fn status(&self) -> RunStatus {
        self.ending().status()
    }

    fn outcome(&self) -> Outcome<'_> {
        match self {
            Self::Completed(output) => Outcome::Is(Some(output.get().as_bytes()), None),
            Self::Failed(error) | Self::TimedOut(error) | Self::Unresolved(error) => {
                Outcome::Is(None, Some(error))
            }
        }
    }
}

/// What became of a run that was let go of.
#[derive(Debug)]
pub(crate) struct Released {
    /// Where it stands: queued if it is to go on at once.
    pub(crate) status: RunStatus,
    /// Whether runs that were held back may start now.
    pub(crate) let_through: bool,
}

impl Store {
    /// Keeps a run's result and last lines, lets go of it, sends the event that follows from its
    /// end, and hands its place on.
    pub(crate) async fn finish(
        &self,
        fence: Fence,
        (finish, lines): (Finish, Vec<KeptLine>),
        follows: Option<NewEvent>,
        successor: Option<Successor>,
        now: Timestamp,
        committed: impl FnOnce(&mut Finished) + Send + 'static,
    ) -> Result<Finished, StoreError> {
        let finish = move |sql: &Transaction<'_>| {
            insert_lines(sql, fence.run, &lines)?;
            let ended = Transition::Finish {
                by: fence.tenure(),
                ending: finish.ending(),
            };
            let moved = Stored::load(sql, fence.run)?.apply(sql, ended, finish.outcome(), now)?;
            let sent = follows.as_ref().map(|event| insert_event(sql, event, None));
            let sent = sent.transpose()?;
            let next = successor.as_ref().map(|successor| successor.take(sql, now));
            Ok(Finished {
                let_through: moved.let_through,
                sent,
                stirred: moved.stirred,
                next: next.transpose()?.flatten(),
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
        seen: u32,
        lines: Vec<KeptLine>,
        now: Timestamp,
    ) -> Result<Released, StoreError> {
        let by = fence.tenure();
        let release = move |sql: &Transaction<'_>| {
            insert_lines(sql, fence.run, &lines)?;
            let released = match pause {
                None => Transition::Return { by },
                Some(pause) => Transition::Suspend { by, pause, seen },
            };
            let mut run = Stored::load(sql, fence.run)?;
            let moved = run.apply(sql, released, Outcome::Same, now)?;
            Ok(Released {
                status: run.state.status(),
                let_through: moved.let_through,
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
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let retry = move |sql: &Transaction<'_>| {
            insert_lines(sql, fence.run, &lines)?;
            let put_away = Transition::StartAgain {
                by: fence.tenure(),
                at: wake_at,
            };
            let outcome = Outcome::Is(None, Some(&error));
            let moved = Stored::load(sql, fence.run)?.apply(sql, put_away, outcome, now)?;
            afresh::forget_failed(sql, fence.run, &TaskPath::root())?;
            Ok(moved.let_through)
        };
        self.writer.run(retry, |_| ()).await
    }

    /// Keeps the last lines of a run that was cancelled while this worker executed it. Says whether
    /// it was: lines of a run that anybody has taken since are not its last ones, and are dropped.
    pub(crate) async fn keep_last_lines(
        &self,
        fence: Fence,
        lines: Vec<KeptLine>,
    ) -> Result<bool, StoreError> {
        let keep = move |sql: &Transaction<'_>| {
            let state = Stored::load(sql, fence.run)?.state;
            let was_last = state.epoch == fence.epoch && state.status() == RunStatus::Cancelled;
            if was_last {
                insert_lines(sql, fence.run, &lines)?;
            }
            Ok(was_last)
        };
        self.writer.run(keep, |_| ()).await
    }

    /// Puts runs whose time has come, or comes until a time, back into the queue, and says when the
    /// next one is due.
    pub(crate) async fn wake_due(
        &self,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<(usize, Option<Timestamp>), StoreError> {
        let wake = move |sql: &Transaction<'_>| {
            let due: Vec<i64> = sql
                .prepare_cached(WAKE)?
                .query_map([micros(until), micros(now), DUE], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            for &seq in &due {
                Stored::load(sql, seq)?.apply(sql, Transition::TimeUp, Outcome::Same, until)?;
            }
            let next = sql
                .row(NEXT_WAKE, [], |row| Ok(row.maybe_time("wake_at")))
                .optional()?
                .transpose()?
                .flatten();
            Ok((due.len(), next))
        };
        self.writer.run(wake, |_| ()).await
    }
}

/// A run that was created.
pub(super) enum Created {
    /// A worker took it at once, which this proves.
    Taken(Fence),
    /// It is in the queue, by its number.
    Queued(i64),
    /// It never executes.
    Ended,
}

impl Created {
    pub(super) fn taken(self) -> Option<Fence> {
        match self {
            Self::Taken(fence) => Some(fence),
            Self::Queued(_) | Self::Ended => None,
        }
    }
}

/// Creates a run of an event.
pub(super) fn insert_run(
    sql: &Transaction<'_>,
    run: &NewRun,
    event: i64,
    replay_of: Option<i64>,
    now: Timestamp,
) -> Result<Created, StoreError> {
    let mut state = RunState::created(run.invalid.is_some(), now);
    let taken_by = match run.taker {
        Some(taker) if state.phase == Phase::Queued && may_start(sql, run, taker)? => {
            Some(taker.worker)
        }
        _ => None,
    };
    if let Some(by) = taken_by {
        state = state.apply(Transition::Take { by }, now)?;
    }
    let (slot, parent) = (run.slot.as_ref(), run.parent.as_ref());
    let is_queued = state.phase == Phase::Queued;
    sql.write(
        "INSERT INTO runs (id, job, version, event, status, properties, error, created_at,
                           started_at, finished_at, owner, epoch, slot, scope, held, replay_of,
                           parent, parent_task)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
        params![
            run.id,
            run.job,
            run.version,
            event,
            state.status().as_str(),
            json(&run.properties)?,
            run.invalid.as_ref().map(json).transpose()?,
            micros(now),
            state.started_at.map(micros),
            state.finished_at.map(micros),
            taken_by,
            state.epoch,
            slot.map(|slot| &slot.name),
            slot.map(|slot| &slot.scope),
            is_queued && slot.is_some(),
            replay_of,
            parent.map(|parent| parent.run),
            parent.map(|parent| json(&parent.task)).transpose()?,
        ],
    )?;
    let seq = sql.last_insert_rowid();
    if let Some(at) = state.finished_at {
        sql.counts().ended(run.job, state.status(), None, at);
    }
    if let Some(slot) = slot
        && is_queued
    {
        slots::let_through(sql, slot, Turns::default())?;
    }
    Ok(match taken_by {
        Some(owner) => Created::Taken(Fence {
            run: seq,
            owner,
            epoch: state.epoch,
        }),
        None if is_queued => Created::Queued(seq),
        None => Created::Ended,
    })
}

/// Whether a new run may start without queueing: nothing waits for its turn before it, and neither
/// its job nor its slot keeps it from starting.
fn may_start(sql: &Transaction<'_>, run: &NewRun, taker: Taker) -> Result<bool, StoreError> {
    let before = match taker.is_first {
        true => turns::first_of(sql, run.job)?,
        false => Turns::default().queued(sql)?,
    };
    if before.is_some() || pauses::is_paused(sql, run.job)? {
        return Ok(false);
    }
    match &run.slot {
        Some(slot) => slots::has_room(sql, slot),
        None => Ok(true),
    }
}

/// Refuses a write of a worker that does not own the run any more.
pub(super) fn check_fence(sql: &Connection, fence: Fence) -> Result<(), StoreError> {
    let owned = sql
        .prepare_cached("SELECT 1 FROM runs WHERE seq = ?1 AND owner = ?2 AND epoch = ?3")?
        .exists(params![fence.run, fence.owner, fence.epoch])?;
    if owned {
        Ok(())
    } else {
        Err(StoreError::Fenced)
    }
}
