//! A run's state as it stands in its row: loaded, taken through a transition, and written back.

use rusqlite::{Connection, OptionalExtension, Row, Savepoint, params};

use super::row::{Columns, micros};
use super::{StoreError, children, codes, slots};
use crate::error::Error;
use crate::id::{RunId, WorkerId};
use crate::run::{Ending, Pause, Phase, Refusal, RunState, RunStatus, Transition};
use crate::time::Timestamp;

/// A run's state, and what is needed to write the next one.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) seq: i64,
    pub(super) job: String,
    pub(super) version: String,
    slot: Option<String>,
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

/// The columns that [`Stored::read`] reads.
pub(super) const COLUMNS: &str = "runs.seq, runs.job, runs.version, runs.status, runs.waits_for,
     runs.wake_at, runs.owner, runs.epoch, runs.failures, runs.crashes, runs.crashed_after,
     runs.started_at, runs.finished_at, runs.slot, runs.awaits, runs.results";

impl Stored {
    /// Loads the state of a run.
    pub(super) fn load(sql: &Connection, seq: i64) -> Result<Self, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM runs WHERE seq = ?1");
        let mut select = sql.prepare_cached(&select)?;
        let mut rows = select.query([seq])?;
        match rows.next()? {
            Some(row) => Self::read(row),
            None => Err(StoreError::Corrupt("a run is gone".to_owned())),
        }
    }

    /// Loads the state of the run of an id.
    pub(super) fn find(sql: &Connection, id: RunId) -> Result<Option<Self>, StoreError> {
        let seq: Option<i64> = sql
            .prepare_cached("SELECT seq FROM runs WHERE id = ?1")?
            .query_row([id], |row| row.get(0))
            .optional()?;
        seq.map(|seq| Self::load(sql, seq)).transpose()
    }

    /// Reads it from a row that has [`COLUMNS`].
    pub(super) fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        let ended = Phase::Ended;
        let phase = match row.named("status")? {
            RunStatus::Queued => Phase::Queued,
            RunStatus::Executing => Phase::Executing {
                owner: row.column("owner")?,
            },
            RunStatus::Waiting => Phase::Waiting(Pause {
                on: row.named("waits_for")?,
                wake_at: row.maybe_time("wake_at")?,
                awaits: row.column("awaits")?,
            }),
            RunStatus::Completed => ended(Ending::Completed),
            RunStatus::Failed => ended(Ending::Failed),
            RunStatus::TimedOut => ended(Ending::TimedOut),
            RunStatus::Cancelled => ended(Ending::Cancelled),
            RunStatus::InvalidPayload => ended(Ending::InvalidPayload),
            RunStatus::UnresolvedAuth => ended(Ending::UnresolvedAuth),
        };
        Ok(Self {
            seq: row.column("seq")?,
            job: row.column("job")?,
            version: row.column("version")?,
            slot: row.column("slot")?,
            state: RunState {
                phase,
                epoch: row.column("epoch")?,
                failures: row.column("failures")?,
                crashes: row.column("crashes")?,
                crashed_after: row.column("crashed_after")?,
                started_at: row.maybe_time("started_at")?,
                finished_at: row.maybe_time("finished_at")?,
                results: row.column("results")?,
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
        sql: &Savepoint<'_>,
        transition: Transition,
        outcome: Outcome<'_>,
        now: Timestamp,
    ) -> Result<Moved, StoreError> {
        let next = self.state.apply(transition, now)?;
        self.write(sql, &next, &outcome)?;
        let before = std::mem::replace(&mut self.state, next);
        // A suspect that rests makes room for the next one.
        let was_suspect = before.is_suspect() && matches!(before.phase, Phase::Executing { .. });
        let moved = before.is_in_line() != self.state.is_in_line();
        let let_through = match &self.slot {
            Some(slot) if moved => slots::let_through(sql, slot)? > 0,
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

    fn write(
        &self,
        sql: &Savepoint<'_>,
        next: &RunState,
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
        // Who comes into the line stands behind those that are in it already.
        let held = match (&self.slot, self.state.is_in_line(), next.is_in_line()) {
            (Some(_), false, true) => Some(true),
            _ => None,
        };
        sql.prepare_cached(
            "UPDATE runs SET status = ?2, waits_for = ?3, wake_at = ?4, parked_for = ?5,
                             owner = ?6, epoch = ?7, failures = ?8, crashes = ?9,
                             crashed_after = ?10, started_at = ?11, finished_at = ?12,
                             held = coalesce(?13, held), awaits = ?14
             WHERE seq = ?1",
        )?
        .execute(params![
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
        ])?;
        if let Outcome::Is(output, error) = outcome {
            let error = error.map(super::row::json).transpose()?;
            sql.prepare_cached("UPDATE runs SET output = ?2, error = ?3 WHERE seq = ?1")?
                .execute(params![self.seq, output, error])?;
        }
        Ok(())
    }
}

impl From<Refusal> for StoreError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Stale => Self::Fenced,
            Refusal::NotNow(status) => Self::NotNow(status),
        }
    }
}
