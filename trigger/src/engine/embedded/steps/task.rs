//! Calls that are executed, and tried again.

use std::sync::Arc;

use serde_json::value::RawValue;
use tracing::Instrument as _;

use super::Call;
use crate::engine::embedded::session::Session;
use crate::error::{Error, Result, Retry};
use crate::run::{AttemptFn, Step, WaitsFor};
use crate::spec::{Attempt, RetryPolicy};
use crate::store::{JournalEntry, StepState};
use crate::time::{Timestamp, add};

impl Session {
    pub(super) async fn execute_task<'a>(
        &'a self,
        call: Call,
        known: Option<Arc<JournalEntry>>,
        execute: &'a mut AttemptFn<'a>,
    ) -> Result<Arc<JournalEntry>> {
        let step = &call.step;
        let mut number = 0;
        let mut started_at = self.core.clock.now();
        let mut wake_at = None;
        if let Some(known) = known {
            if let StepState::Retrying { wake_at: at, .. } = known.state {
                wake_at = Some(at);
            }
            number = known.attempts;
            started_at = known.started_at;
        }
        loop {
            if let Some(wake_at) = wake_at {
                self.hold(&step.path, number, WaitsFor::Retry, wake_at)
                    .await;
            }
            number += 1;
            let span = self.task_span(step, number);
            let outcome = self.attempt(step, number, execute).instrument(span).await;
            let _open = self.open(&step.path, number, None);
            let at = self.core.clock.now();
            let mut shown = None;
            let state = match outcome {
                Ok(output) => {
                    shown = step.meta.redaction.shown(output.get());
                    let output = self.encode(step, &output)?;
                    StepState::Completed { output, at }
                }
                Err(error) => match self.next_attempt(step, number, &error) {
                    Some(wake_at) => StepState::Retrying { error, wake_at },
                    None => StepState::Failed { error, at },
                },
            };
            let mut kept = call.kept(number, started_at, state);
            kept.shown = shown.filter(|_| kept.sealed);
            let entry = self.keep(kept).await;
            let StepState::Retrying { wake_at: at, .. } = entry.state else {
                return Ok(entry);
            };
            wake_at = Some(at);
            self.forget_failed(&step.path);
        }
    }

    /// One attempt at a step, within its time limit.
    async fn attempt<'a>(
        &self,
        step: &Step,
        number: u32,
        execute: &mut AttemptFn<'a>,
    ) -> Result<Box<RawValue>> {
        self.begin_attempt(&step.path);
        let _open = self.open(&step.path, number, None);
        let own = || step.path.idempotency_key(self.run());
        let attempt = Attempt {
            number,
            idempotency_key: step.idempotency_key.clone().unwrap_or_else(own),
        };
        let executed = execute(attempt.clone());
        let outcome = match step.meta.timeout {
            None => executed.await,
            Some(timeout) => {
                let deadline = add(self.core.clock.now(), timeout);
                tokio::select! {
                    outcome = executed => outcome,
                    () = self.core.clock.sleep_until(deadline) => {
                        Err(Error::new(format!("the task took longer than {timeout:?}")))
                    }
                }
            }
        };
        self.note_attempt(outcome.is_err());
        outcome.map_err(|error| match step.meta.on_error {
            Some(judge) => judge(error, &attempt),
            None => error,
        })
    }

    /// When a failed step is tried again; `None` when it is not.
    fn next_attempt(&self, step: &Step, failed: u32, error: &Error) -> Option<Timestamp> {
        let policy = step.meta.retry.unwrap_or(RetryPolicy::DEFAULT);
        let delay = policy.delay(failed, (self.core.conduct.chance)())?;
        let delay = match error.retry() {
            Retry::Never => return None,
            Retry::After(asked) => asked,
            Retry::Policy => delay,
        };
        self.note_retry();
        Some(add(self.core.clock.now(), delay))
    }
}
