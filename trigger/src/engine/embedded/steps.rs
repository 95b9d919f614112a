//! How a run's durable operations are executed.

use std::time::Duration;

use serde_json::value::{RawValue, to_raw_value};

use super::session::Session;
use crate::error::{Error, Result, Retry};
use crate::id::RunId;
use crate::run::{AttemptFn, BoxFuture, LogLine, OutgoingEvent, RunOps, SentEvent, Step, TaskPath};
use crate::spec::{Attempt, RetryPolicy};
use crate::store::{JournalEntry, Kept, Recorded, StepState};
use crate::time::{Timestamp, add};

impl RunOps for Session {
    fn run_id(&self) -> RunId {
        self.run()
    }

    fn step<'a>(
        &'a self,
        step: Step,
        attempt: &'a mut AttemptFn<'a>,
    ) -> BoxFuture<'a, Result<Box<RawValue>>> {
        Box::pin(self.execute_step(step, attempt))
    }

    fn wait<'a>(&'a self, step: Step, duration: Duration) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let (started_at, wake_at) = match self.begin(&step)? {
                Some(JournalEntry {
                    state: StepState::Waiting { wake_at },
                    started_at,
                    ..
                }) => (started_at, wake_at),
                Some(_) => return Ok(()),
                None => {
                    let now = self.core.clock.now();
                    let wake_at = add(now, duration);
                    let _open = self.open(&step.path, 1, None);
                    self.keep(kept(&step, 1, now, StepState::Waiting { wake_at }))
                        .await;
                    (now, wake_at)
                }
            };
            self.hold(&step.path, 1, wake_at).await;
            let _open = self.open(&step.path, 1, None);
            let done = StepState::Completed {
                output: b"null".to_vec(),
                at: self.core.clock.now(),
            };
            self.keep(kept(&step, 1, started_at, done)).await;
            Ok(())
        })
    }

    fn send_event<'a>(
        &'a self,
        step: Step,
        event: OutgoingEvent,
    ) -> BoxFuture<'a, Result<SentEvent>> {
        Box::pin(self.execute_send(step, event))
    }

    fn log(&self, task: &TaskPath, line: LogLine) {
        self.note(task, line);
    }
}

impl Session {
    async fn execute_step<'a>(
        &'a self,
        step: Step,
        execute: &'a mut AttemptFn<'a>,
    ) -> Result<Box<RawValue>> {
        let mut number = 0;
        let mut started_at = self.core.clock.now();
        let mut wake_at = None;
        if let Some(known) = self.begin(&step)? {
            match &known.state {
                StepState::Completed { output, .. } => return self.decode(&known, output),
                StepState::Failed { error, .. } => return Err(error.clone()),
                StepState::Retrying { wake_at: at, .. } => wake_at = Some(*at),
                StepState::Waiting { .. } => {}
            }
            number = known.attempts;
            started_at = known.started_at;
        }
        loop {
            if let Some(wake_at) = wake_at {
                self.hold(&step.path, number, wake_at).await;
            }
            number += 1;
            let outcome = self.attempt(&step, number, execute).await;
            let _open = self.open(&step.path, number, None);
            let at = self.core.clock.now();
            let error = match outcome {
                Ok(output) => {
                    let stored = self.encode(&step, &output)?;
                    let done = StepState::Completed { output: stored, at };
                    let mut kept = kept(&step, number, started_at, done);
                    if kept.sealed {
                        kept.shown = step.meta.redaction.shown(output.get());
                    }
                    self.keep(kept).await;
                    return Ok(output);
                }
                Err(error) => error,
            };
            wake_at = self.next_attempt(&step, number, &error);
            let state = match wake_at {
                Some(wake_at) => StepState::Retrying {
                    error: error.clone(),
                    wake_at,
                },
                None => StepState::Failed {
                    error: error.clone(),
                    at,
                },
            };
            self.keep(kept(&step, number, started_at, state)).await;
            if wake_at.is_none() {
                return Err(error);
            }
        }
    }

    async fn execute_send(&self, step: Step, event: OutgoingEvent) -> Result<SentEvent> {
        if let Some(known) = self.begin(&step)? {
            return match &known.state {
                StepState::Completed { output, .. } => Ok(serde_json::from_slice(output)?),
                _ => Err(Error::permanent("the event's step is of another kind")),
            };
        }
        let _open = self.open(&step.path, 1, None);
        let now = self.core.clock.now();
        let lines = self.take_lines();
        let sent = move |id: &str, recorded: &Recorded| SentEvent {
            id: id.to_owned(),
            runs: recorded.runs.clone(),
            timestamp: now,
        };
        // One id for all tries, so that the event is published once.
        let id = event.id.unwrap_or_else(super::generated_id);
        let recorded = self
            .persist(|| {
                let mut reserved = self.core.reserve();
                let event = OutgoingEvent {
                    id: Some(id.clone()),
                    name: event.name.clone(),
                    payload: event.payload.clone(),
                };
                let event = self.core.own_event(event, &mut reserved);
                let (step, id) = (step.clone(), id.clone());
                let keep = move |recorded: &Recorded| {
                    let output = to_raw_value(&sent(&id, recorded));
                    let output = output
                        .map_or_else(|_| b"null".to_vec(), |json| json.get().as_bytes().to_vec());
                    kept(&step, 1, now, StepState::Completed { output, at: now })
                };
                let launch = move |recorded: &mut Recorded| {
                    reserved.launch(std::slice::from_mut(recorded));
                };
                let store = &self.core.store;
                store.keep_event_step(self.fence, event, keep, lines.clone(), launch)
            })
            .await;
        match recorded {
            Ok(recorded) => Ok(sent(&id, &recorded)),
            // Lost: never resolves, and is dropped.
            Err(_) => std::future::pending().await,
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
        outcome.map_err(|error| match step.meta.on_error {
            Some(judge) => judge(error, &attempt),
            None => error,
        })
    }

    /// When a failed step is tried again; `None` when it is not.
    fn next_attempt(&self, step: &Step, failed: u32, error: &Error) -> Option<Timestamp> {
        let policy = step.meta.retry.unwrap_or(RetryPolicy::DEFAULT);
        let delay = policy.delay(failed, chance())?;
        let delay = match error.retry() {
            Retry::Never => return None,
            Retry::After(asked) => asked,
            Retry::Policy => delay,
        };
        Some(add(self.core.clock.now(), delay))
    }
}

fn kept(step: &Step, attempts: u32, started_at: Timestamp, state: StepState) -> Kept {
    Kept {
        path: step.path.clone(),
        name: step.name.clone(),
        icon: step.meta.icon,
        params: step.params.clone(),
        properties: step.properties.clone(),
        attempts,
        started_at,
        sealed: step.meta.redaction.is_secret(),
        shown: None,
        state,
    }
}

/// A random number from 0 to 1.
pub(super) fn chance() -> f64 {
    let mut bytes = [0; 4];
    match getrandom::fill(&mut bytes) {
        Ok(()) => f64::from(u32::from_ne_bytes(bytes)) / f64::from(u32::MAX),
        Err(_) => 0.0,
    }
}
