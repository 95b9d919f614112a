//! How a run's durable operations are executed.

mod awaited;
mod invoke;
mod send;
mod task;

use std::time::Duration;

use serde_json::value::RawValue;

use super::session::Session;
use crate::error::Result;
use crate::id::RunId;
use crate::run::{
    AttemptFn, BoxFuture, Invocation, LogLine, OutgoingEvent, RunOps, ScheduleRegistration,
    SentEvent, Step, TaskPath,
};
use crate::store::{JournalEntry, Kept, StepState};
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
                    state:
                        StepState::Waiting {
                            wake_at: Some(wake_at),
                        },
                    started_at,
                    ..
                }) => (started_at, wake_at),
                Some(_) => return Ok(()),
                None => {
                    let now = self.core.clock.now();
                    let wake_at = add(now, duration);
                    let _open = self.open(&step.path, 1, None);
                    let state = StepState::Waiting {
                        wake_at: Some(wake_at),
                    };
                    self.keep(kept(&step, 1, now, state)).await;
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

    fn invoke<'a>(
        &'a self,
        step: Step,
        invocation: Invocation,
    ) -> BoxFuture<'a, Result<Box<RawValue>>> {
        Box::pin(self.execute_invoke(step, invocation))
    }

    fn register_schedule(&self, registration: ScheduleRegistration) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            let fence = Some(self.fence);
            let register = || self.core.register_schedule(fence, registration.clone());
            Ok(self.persist(register).await?)
        })
    }

    fn unregister_schedule(&self, kind: &'static str, key: String) -> BoxFuture<'_, Result<bool>> {
        Box::pin(async move {
            let fence = Some(self.fence);
            let unregister = || self.core.unregister_schedule(fence, kind, &key);
            Ok(self.persist(unregister).await?)
        })
    }

    fn log(&self, task: &TaskPath, line: LogLine) {
        self.note(task, line);
    }

    fn hangs(&self, task: &TaskPath) {
        self.note_hanging(task);
    }
}

fn kept(step: &Step, attempts: u32, started_at: Timestamp, state: StepState) -> Kept {
    Kept {
        path: step.path.clone(),
        kind: step.kind,
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
