//! Waiting for a time.

use std::sync::Arc;

use super::Call;
use crate::engine::embedded::session::Session;
use crate::error::Result;
use crate::run::{Until, WaitsFor};
use crate::store::{JournalEntry, StepState};
use crate::time::add;

impl Session {
    pub(super) async fn execute_wait(
        &self,
        call: Call,
        known: Option<Arc<JournalEntry>>,
        until: Until,
    ) -> Result<Arc<JournalEntry>> {
        let path = &call.step.path;
        let now = self.core.clock.now();
        let waited_before = known.is_some();
        let begun = match known {
            Some(known) => known,
            None => {
                let _open = self.open(path, 1, None);
                let wake_at = match until {
                    Until::After(duration) => add(now, duration),
                    Until::At(at) => at,
                    Until::Yielded => now,
                };
                let wake_at = Some(wake_at);
                self.keep(call.kept(1, now, StepState::Waiting { wake_at }))
                    .await
            }
        };
        if until == Until::Yielded && !waited_before {
            // Never returns here: the run is put away, whatever the time.
            self.leave(path).await;
        }
        if let StepState::Waiting {
            wake_at: Some(wake_at),
        } = begun.state
        {
            self.hold(path, 1, WaitsFor::Time, wake_at).await;
        }
        let _open = self.open(path, 1, None);
        let done = StepState::Completed {
            output: b"null".to_vec(),
            at: self.core.clock.now(),
        };
        Ok(self.keep(call.kept(1, begun.started_at, done)).await)
    }
}
