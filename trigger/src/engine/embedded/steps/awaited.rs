//! Waiting for what another commit brings: the end of an invoked run.

use serde_json::value::RawValue;
use tokio::sync::watch;

use crate::engine::embedded::session::Session;
use crate::error::{Error, Result};
use crate::run::Step;
use crate::store::{JournalEntry, Pause, StepState};
use crate::time::Timestamp;

impl Session {
    /// The result of a step that was begun before, which may have to be waited for.
    pub(super) async fn awaited(&self, step: &Step, known: JournalEntry) -> Result<Box<RawValue>> {
        match known.state {
            StepState::Waiting { wake_at } => {
                let mut stirs = self.stirs();
                // It may have come since the journal was read.
                stirs.mark_changed();
                self.outcome(step, wake_at, stirs).await
            }
            _ => self.result(&known),
        }
    }

    /// Waits for the result that another commit writes. `stirs` was taken before the step was
    /// kept, so that no result is missed.
    pub(super) async fn outcome(
        &self,
        step: &Step,
        until: Option<Timestamp>,
        mut stirs: watch::Receiver<()>,
    ) -> Result<Box<RawValue>> {
        loop {
            {
                let pause = Pause {
                    wake_at: until,
                    awaits: true,
                };
                let _open = self.open(&step.path, 1, Some(pause));
                // The sender lives as long as this session.
                let _ = stirs.changed().await;
            }
            let _open = self.open(&step.path, 1, None);
            let read = || self.core.store.step(self.fence.run, step.path.clone());
            let Ok(now) = self.persist(read).await else {
                // Lost: never resolves, and is dropped.
                return std::future::pending().await;
            };
            if let Some(now) = now.filter(|now| !matches!(now.state, StepState::Waiting { .. })) {
                self.remember(now.clone());
                return self.result(&now);
            }
        }
    }

    /// What a step that has ended returned.
    pub(super) fn result(&self, known: &JournalEntry) -> Result<Box<RawValue>> {
        match &known.state {
            StepState::Completed { output, .. } => self.decode(known, output),
            StepState::Failed { error, .. } => Err(error.clone()),
            StepState::Retrying { .. } | StepState::Waiting { .. } => {
                Err(Error::permanent("the step has not ended"))
            }
        }
    }
}
