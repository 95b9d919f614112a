//! A run's state as it stands in its row: loaded, taken through a transition, and written back.

use rusqlite::{Connection, OptionalExtension, params};

use super::row::{InOrder, micros};
use super::slots::{self, Slot};
use super::transaction::Transaction;
use super::turns::Turns;
use super::{StoreError, children, codes, pauses};
use crate::error::Error;
use crate::id::{RunId, WorkerId};
use crate::run::{Ending, Pause, Phase, Refusal, RunState, RunStatus, Transition, WaitsFor};
use crate::time::Timestamp;

/// A run's state, and what is needed to write the next one.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) seq: i64,
    pub(super) job: String,
    pub(super) version: String,
    /// The concurrency limit that it falls under.
    slot: Option<Slot>,
    pub(super) state: RunState,
}

/// What follows from a transition, for the engine to do after the commit.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Moved {
    /// Whether runs that were held back may start now.
    pub(super) let_through: bool,
    /// The run that was stirred, because it waits for this one.
    pub(super) stirred: Option<i64>,
}

/// What a transition leaves beside the state.
pub(super) enum Outcome<'o> {
    /// Nothing changes.
    Same,
    /// What the run returned, or why it did not; neither when it is tried again.
    Is(Option<&'o [u8]>, Option<&'o Error>),
}

/// The columns that [`Stored::read`] reads, in their order, at the beginning of a row.
macro_rules! columns {
    () => {
        "runs.seq, runs.job, runs.version, runs.slot, runs.scope, runs.status, runs.owner,
         runs.waits_for, runs.wake_at, runs.awaits, runs.epoch, runs.failures, runs.crashes,
         runs.crashed_after, runs.started_at, runs.finished_at, runs.brought"
    };
}
pub(super) use columns;

impl Stored {
    /// Loads the state of a run.
    pub(super) fn load(sql: &Connection, seq: i64) -> Result<Self, StoreError> {
        let select = concat!("SELECT ", columns!(), " FROM runs WHERE seq = ?1");
        let mut select = sql.prepare_cached(select)?;
        let mut rows = select.query([seq])?;
        match rows.next()? {
            Some(row) => Self::read(&mut InOrder::of(row)),
            None => Err(StoreError::Corrupt("a run is gone".to_owned())),
        }
    }

    /// Loads the state of a run, if the number is still that of the run of an id.
    pub(super) fn load_if(
        sql: &Connection,
        seq: i64,
        id: RunId,
    ) -> Result<Option<Self>, StoreError> {
        let select = concat!(
            "SELECT ",
            columns!(),
            " FROM runs WHERE seq = ?1 AND id = ?2"
        );
        let mut select = sql.prepare_cached(select)?;
        let mut rows = select.query(params![seq, id])?;
        let row = rows.next()?;
        row.map(|row| Self::read(&mut InOrder::of(row))).transpose()
    }

    /// Loads the state of the run of an id.
    pub(super) fn find(sql: &Connection, id: RunId) -> Result<Option<Self>, StoreError> {
        let seq: Option<i64> = sql
            .prepare_cached("SELECT seq FROM runs WHERE id = ?1")?
            .query_row([id], |row| row.get(0))
            .optional()?;
        seq.map(|seq| Self::load(sql, seq)).transpose()
    }

    /// Reads it from a row that begins with its columns.
    pub(super) fn read(row: &mut InOrder<'_>) -> Result<Self, StoreError> {
        let (seq, job, version) = (row.column()?, row.column()?, row.column()?);
        let (slot, scope) = (row.column::<Option<_>>()?, row.column::<Option<_>>()?);
        let (status, owner) = (row.named()?, row.column()?);
        let (waits_for, wake_at, awaits) = (row.maybe_named()?, row.maybe_time()?, row.column()?);
        Ok(Self {
            seq,
            job,
            version,
            slot: slot.zip(scope).map(|(name, scope)| Slot { name, scope }),
            state: RunState {
                phase: phase(status, owner, waits_for, wake_at, awaits)?,
                epoch: row.column()?,
                failures: row.column()?,
                crashes: row.column()?,
                crashed_after: row.column()?,
                started_at: row.maybe_time()?,
                finished_at: row.maybe_time()?,
                brought: row.column()?,
            },
        })
    }

    /// The code that the run needs, as it stands in `parked_for`.
    pub(super) fn code(&self) -> String {
        codes::code(&self.job, &self.version)
    }

    /// Takes the run through a transition and writes what follows.
    pub(super) fn apply(
        &mut self,
        sql: &Transaction<'_>,
        transition: Transition,
        outcome: Outcome<'_>,
        now: Timestamp,
    ) -> Result<Moved, StoreError> {
        let next = self.state.apply(transition, now)?;
        let held = self.is_held(sql, &next)?;
        self.write(sql, &next, held, &outcome)?;
        let before = std::mem::replace(&mut self.state, next);
        // A suspect that rests makes room for the next one.
        let was_suspect = before.is_suspect() && matches!(before.phase, Phase::Executing { .. });
        let moved = held || before.is_in_line() != self.state.is_in_line();
        let let_through = match &self.slot {
            // After a run of one job it is the turn of the next one.
            Some(slot) if moved => slots::let_through(sql, slot, Turns::after(&*self.job))? > 0,
            _ => false,
        };
        Ok(Moved {
            let_through: let_through || was_suspect,
            stirred: match self.state.phase {
                Phase::Ended(_) => children::ended(sql, self.seq)?,
                _ => None,
            },
        })
    }

    /// Whether the run is held back, which another one than this may then take the place of: who
    /// comes into the line stands behind those that are in it already, and a paused job's run
    /// gives its place back when it comes to rest.
    fn is_held(&self, sql: &Transaction<'_>, next: &RunState) -> Result<bool, StoreError> {
        if self.slot.is_none() || next.phase != Phase::Queued {
            return Ok(false);
        }
        Ok(!self.state.is_in_line() || pauses::is_paused(sql, &self.job)?)
    }

    fn write(
        &self,
        sql: &Transaction<'_>,
        next: &RunState,
        held: bool,
        outcome: &Outcome<'_>,
    ) -> Result<(), StoreError> {
        let pause = match next.phase {
            Phase::Waiting(pause) => Some(pause),
            _ => None,
        };
        let owner: Option<WorkerId> = match next.phase {
            Phase::Executing { owner } => Some(owner),
            _ => None,
        };
        let parked_for = next.is_parked().then(|| self.code());
        let (is_new, output, error) = match outcome {
            Outcome::Same => (false, None, None),
            Outcome::Is(output, error) => (true, *output, *error),
        };
        sql.write(
            "UPDATE runs SET status = ?2, waits_for = ?3, wake_at = ?4, parked_for = ?5,
                             owner = ?6, epoch = ?7, failures = ?8, crashes = ?9,
                             crashed_after = ?10, started_at = ?11, finished_at = ?12,
                             held = ?2 = 'queued' AND (held OR ?13), awaits = ?14,
                             output = iif(?15, ?16, output), error = iif(?15, ?17, error)
             WHERE seq = ?1",
            params![
                self.seq,
                next.status().as_str(),
                pause.map(|pause| pause.on.as_str()),
                pause.and_then(|pause| pause.wake_at).map(micros),
                parked_for,
                owner,
                next.epoch,
                next.failures,
                next.crashes,
                next.crashed_after,
                next.started_at.map(micros),
                next.finished_at.map(micros),
                held,
                pause.is_some_and(|pause| pause.awaits),
                is_new,
                output,
                error.map(super::row::json).transpose()?,
            ],
        )?;
        if let (None, Some(at)) = (self.state.finished_at, next.finished_at) {
            let (status, started_at) = (next.status(), next.started_at);
            sql.counts().ended(&self.job, status, started_at, at);
        }
        Ok(())
    }
}

/// Where a run stands, from its columns.
fn phase(
    status: RunStatus,
    owner: Option<WorkerId>,
    waits_for: Option<WaitsFor>,
    wake_at: Option<Timestamp>,
    awaits: bool,
) -> Result<Phase, StoreError> {
    let missing = |column| StoreError::Corrupt(format!("a run is {status} without `{column}`"));
    Ok(match status {
        RunStatus::Queued => Phase::Queued,
        RunStatus::Executing => Phase::Executing {
            owner: owner.ok_or_else(|| missing("owner"))?,
        },
        RunStatus::Waiting => Phase::Waiting(Pause {
            on: waits_for.ok_or_else(|| missing("waits_for"))?,
            wake_at,
            awaits,
        }),
        RunStatus::Completed => Phase::Ended(Ending::Completed),
        RunStatus::Failed => Phase::Ended(Ending::Failed),
        RunStatus::TimedOut => Phase::Ended(Ending::TimedOut),
        RunStatus::Cancelled => Phase::Ended(Ending::Cancelled),
        RunStatus::InvalidPayload => Phase::Ended(Ending::InvalidPayload),
        RunStatus::UnresolvedAuth => Phase::Ended(Ending::UnresolvedAuth),
    })
}

impl From<Refusal> for StoreError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Stale => Self::Fenced,
            Refusal::NotNow(status) => Self::NotNow(status),
        }
    }
}
