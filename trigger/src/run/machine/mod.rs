//! The life of a run as a state machine. It is pure: the store loads a state, applies a transition
//! and writes what comes out, in one command, so that the rules below are tested without it.
//!
//! ```text
//!             Take                Finish
//!   queued ─────────▶ executing ─────────▶ ended
//!     ▲ ▲                │  │                │
//!     │ └── Return, Orphan  │ Suspend,       │ Retry
//!     │                     ▼ StartAgain     │
//!     ├──────────────── waiting              │
//!     │  TimeUp, Stir, Wake ▲                │
//!     └─────────────────────┼────────────────┘
//!                           │ Park (from queued)
//! ```
//!
//! `Cancel` ends whatever has not ended. Nothing but a person's `Retry` leaves an end.

#[cfg(test)]
mod tests;

use super::{RunStatus, WaitsFor};
use crate::id::WorkerId;
use crate::time::Timestamp;

/// How often a run may take its process down with it, without a finished task in between, before
/// it is not executed any more.
const CRASHES: u32 = 5;

/// From how many such crashes on a run is suspected, and executed only while no other suspect is:
/// so a run that was merely executing beside the culprit is not blamed for it.
const SUSPECT: u32 = 2;

/// What proves that a worker still owns a run: the worker, and how often the run had been taken
/// when it took it. Once the run is let go of, by whomever, it proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tenure {
    pub(crate) owner: WorkerId,
    pub(crate) epoch: i64,
}

/// What changes in the life of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RunState {
    pub(crate) phase: Phase,
    /// How often a worker took it.
    pub(crate) epoch: i64,
    /// How often it failed and was started again.
    pub(crate) failures: u32,
    /// How often it was left behind by a worker that is gone, since a task of it was last finished.
    pub(crate) crashes: u32,
    /// How many of its tasks were finished when it was last left behind.
    pub(crate) crashed_after: u32,
    /// When it first executed, since a person last had it tried again.
    pub(crate) started_at: Option<Timestamp>,
    pub(crate) finished_at: Option<Timestamp>,
    /// How many results were brought to it. They come with commits of their own.
    pub(crate) brought: u32,
}

/// Where a run stands, with what belongs to standing there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Queued,
    Executing { owner: WorkerId },
    Waiting(Pause),
    Ended(Ending),
}

/// How a run waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pause {
    pub(crate) on: WaitsFor,
    /// When it goes on by itself.
    pub(crate) wake_at: Option<Timestamp>,
    /// Whether what it awaits may make it go on before.
    pub(crate) awaits: bool,
}

impl Pause {
    /// For a program that has its job.
    pub(crate) const FOR_JOB: Self = Self {
        on: WaitsFor::Job,
        wake_at: None,
        awaits: false,
    };

    /// Until a time.
    pub(crate) fn until(on: WaitsFor, wake_at: Timestamp) -> Self {
        Self {
            on,
            wake_at: Some(wake_at),
            awaits: false,
        }
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Completed,
    Failed,
    TimedOut,
    Cancelled,
    InvalidPayload,
    UnresolvedAuth,
}

/// What happens to a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transition {
    /// A worker takes it from the queue.
    Take { by: WorkerId },
    /// Its worker puts it back.
    Return { by: Tenure },
    /// Its worker puts it away: it only waits, having seen this many that were brought. If what it awaits
    /// has come meanwhile, it goes on.
    Suspend { by: Tenure, pause: Pause, seen: u32 },
    /// Its worker puts it away because it failed and is to be started again.
    StartAgain { by: Tenure, at: Timestamp },
    /// Its worker ends it.
    Finish { by: Tenure, ending: Ending },
    /// Its worker is gone, and left it behind with this many finished tasks, or while it did nothing
    /// but wait in memory.
    Orphan { finished_tasks: u32, rested: bool },
    /// Whoever would take it has not its job.
    Park,
    /// The time has come until which it waits.
    TimeUp,
    /// Something that it awaits has come.
    Stir,
    /// It is to go on, whatever it waits for.
    Wake,
    /// A person, or whatever stands in for one, stops it.
    Cancel,
    /// A person has it tried again.
    Retry,
}

/// Why a transition is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    /// It was asked for by a worker that does not own the run any more.
    #[error("another worker has taken the run over")]
    Stale,
    /// It makes no sense where the run stands.
    #[error("the run is {0}")]
    NotNow(RunStatus),
}

impl RunState {
    /// A run that was created just now.
    pub(crate) fn created(invalid: bool, now: Timestamp) -> Self {
        let phase = match invalid {
            false => Phase::Queued,
            true => Phase::Ended(Ending::InvalidPayload),
        };
        Self {
            phase,
            epoch: 0,
            failures: 0,
            crashes: 0,
            crashed_after: 0,
            started_at: None,
            finished_at: invalid.then_some(now),
            brought: 0,
        }
    }

    pub(crate) fn status(&self) -> RunStatus {
        match self.phase {
            Phase::Queued => RunStatus::Queued,
            Phase::Executing { .. } => RunStatus::Executing,
            Phase::Waiting { .. } => RunStatus::Waiting,
            Phase::Ended(ending) => ending.status(),
        }
    }

    /// Whether it stands in line for its job's concurrency limit, or counts towards it.
    pub(crate) fn is_in_line(&self) -> bool {
        matches!(self.phase, Phase::Queued | Phase::Executing { .. })
    }

    /// Whether it waits for a program that has its job.
    pub(crate) fn is_parked(&self) -> bool {
        matches!(
            self.phase,
            Phase::Waiting(Pause {
                on: WaitsFor::Job,
                ..
            })
        )
    }

    /// Whether it may be what took its process down.
    pub(crate) fn is_suspect(&self) -> bool {
        self.crashes >= SUSPECT
    }

    /// Whether it took its process down so often that it is not executed any more.
    pub(crate) fn is_poison(&self) -> bool {
        self.crashes >= CRASHES
    }

    /// The state that follows.
    ///
    /// # Errors
    ///
    /// When the transition is not one that this state allows; then nothing changes.
    pub(crate) fn apply(&self, transition: Transition, now: Timestamp) -> Result<Self, Refusal> {
        match transition {
            Transition::Take { by } => self.taken(by, now),
            Transition::Return { by } => self.let_go(by, Phase::Queued),
            Transition::Suspend { by, pause, seen } => {
                let has_come = pause.awaits && self.brought > seen;
                self.let_go(
                    by,
                    if has_come {
                        Phase::Queued
                    } else {
                        Phase::Waiting(pause)
                    },
                )
            }
            Transition::StartAgain { by, at } => {
                let pause = Pause::until(WaitsFor::Retry, at);
                let next = self.let_go(by, Phase::Waiting(pause))?;
                Ok(Self {
                    failures: self.failures.saturating_add(1),
                    ..next
                })
            }
            Transition::Finish { by, ending } => {
                let next = self.let_go(by, Phase::Ended(ending))?;
                Ok(Self {
                    finished_at: Some(now),
                    ..next
                })
            }
            Transition::Orphan {
                finished_tasks,
                rested,
            } => self.orphaned(finished_tasks, rested),
            Transition::Park => match self.phase {
                Phase::Queued => Ok(self.at(Phase::Waiting(Pause::FOR_JOB))),
                _ => Err(self.not_now()),
            },
            Transition::TimeUp => match self.phase {
                Phase::Waiting(Pause {
                    wake_at: Some(at), ..
                }) if at <= now => Ok(self.at(Phase::Queued)),
                _ => Err(self.not_now()),
            },
            Transition::Stir => match self.phase {
                Phase::Waiting(Pause { awaits: true, .. }) => Ok(self.at(Phase::Queued)),
                _ => Err(self.not_now()),
            },
            Transition::Wake => match self.phase {
                Phase::Waiting(_) => Ok(self.at(Phase::Queued)),
                _ => Err(self.not_now()),
            },
            Transition::Cancel => match self.phase {
                Phase::Ended(_) => Err(self.not_now()),
                _ => Ok(Self {
                    finished_at: Some(now),
                    ..self.at(Phase::Ended(Ending::Cancelled))
                }),
            },
            Transition::Retry => self.retried(),
        }
    }

    fn at(&self, phase: Phase) -> Self {
        Self {
            phase,
            ..self.clone()
        }
    }

    fn not_now(&self) -> Refusal {
        Refusal::NotNow(self.status())
    }

    fn taken(&self, by: WorkerId, now: Timestamp) -> Result<Self, Refusal> {
        let Phase::Queued = self.phase else {
            return Err(self.not_now());
        };
        Ok(Self {
            epoch: self.epoch + 1,
            started_at: self.started_at.or(Some(now)),
            ..self.at(Phase::Executing { owner: by })
        })
    }

    /// What its worker does with it. That it does anything at all shows that it has survived.
    fn let_go(&self, by: Tenure, phase: Phase) -> Result<Self, Refusal> {
        match self.phase {
            Phase::Executing { owner } if owner == by.owner && self.epoch == by.epoch => Ok(Self {
                crashes: 0,
                ..self.at(phase)
            }),
            _ => Err(Refusal::Stale),
        }
    }

    fn orphaned(&self, finished_tasks: u32, rested: bool) -> Result<Self, Refusal> {
        let Phase::Executing { .. } = self.phase else {
            return Err(self.not_now());
        };
        let before = match finished_tasks > self.crashed_after {
            true => 0,
            false => self.crashes,
        };
        Ok(Self {
            // Who rests takes no process down.
            crashes: before.saturating_add(u32::from(!rested)),
            crashed_after: finished_tasks,
            ..self.at(Phase::Queued)
        })
    }

    fn retried(&self) -> Result<Self, Refusal> {
        match self.phase {
            Phase::Waiting(Pause {
                on: WaitsFor::Retry | WaitsFor::Connection,
                ..
            }) => Ok(self.at(Phase::Queued)),
            Phase::Ended(
                Ending::Failed | Ending::TimedOut | Ending::Cancelled | Ending::UnresolvedAuth,
            ) => Ok(Self {
                failures: 0,
                crashes: 0,
                // Its time limit begins anew, or it would be over before it began.
                started_at: None,
                finished_at: None,
                ..self.at(Phase::Queued)
            }),
            _ => Err(self.not_now()),
        }
    }
}

impl Ending {
    pub(crate) fn status(self) -> RunStatus {
        match self {
            Self::Completed => RunStatus::Completed,
            Self::Failed => RunStatus::Failed,
            Self::TimedOut => RunStatus::TimedOut,
            Self::Cancelled => RunStatus::Cancelled,
            Self::InvalidPayload => RunStatus::InvalidPayload,
            Self::UnresolvedAuth => RunStatus::UnresolvedAuth,
        }
    }
}
