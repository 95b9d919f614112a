//! How a run's durable operations are executed.

mod awaited;
mod invoke;
mod send;
mod state;
mod task;
mod wait;

use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::known::Begun;
use super::session::Session;
use crate::error::{Error, Result};
use crate::id::RunId;
use crate::run::{
    AttemptFn, Awaited, BoxFuture, Invocation, LogLine, Outbox, RequestUrl, RunOps,
    ScheduleRegistration, SentEvent, StateOp, Step, TaskPath, TriggerRequest, Until,
};
use crate::store::{JournalEntry, Kept, StepState};
use crate::time::Timestamp;

impl RunOps for Session {
    fn run_id(&self) -> RunId {
        self.run()
    }

    #[cfg(feature = "fetch")]
    fn outbound(&self) -> Option<crate::outbound::OutboundGuard> {
        self.core.conduct.outbound.clone()
    }

    fn now(&self) -> Timestamp {
        self.core.clock.now()
    }

    fn step<'a>(
        &'a self,
        step: Step,
        attempt: &'a mut AttemptFn<'a>,
    ) -> BoxFuture<'a, Result<Box<RawValue>>> {
        Box::pin(self.once(step, move |call, known| {
            self.execute_task(call, known, attempt)
        }))
    }

    fn wait<'a>(&'a self, step: Step, until: Until) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let wait = |call, known| self.execute_wait(call, known, until);
            self.once(step, wait).await.map(|_| ())
        })
    }

    fn receive<'a>(
        &'a self,
        step: Step,
        awaited: Awaited,
        timeout: Duration,
    ) -> BoxFuture<'a, Result<Box<RawValue>>> {
        let receive = move |call, known| self.execute_receive(call, known, awaited, timeout);
        Box::pin(self.once(step, receive))
    }

    fn url<'a>(&'a self, step: Step) -> BoxFuture<'a, Result<RequestUrl>> {
        Box::pin(async move {
            let make = |call, _| self.execute_url(call);
            read(&self.once(step, make).await?)
        })
    }

    fn send<'a>(&'a self, step: Step, events: Outbox) -> BoxFuture<'a, Result<Vec<SentEvent>>> {
        Box::pin(async move {
            let send = |call, _| self.execute_send(call, events);
            read(&self.once(step, send).await?)
        })
    }

    fn cancel_event<'a>(&'a self, step: Step, id: String) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async move {
            let cancel = |call, _| self.execute_cancel(call, id);
            read(&self.once(step, cancel).await?)
        })
    }

    fn state<'a>(&'a self, step: Step, op: StateOp) -> BoxFuture<'a, Result<Box<RawValue>>> {
        Box::pin(self.once(step, move |call, _| self.execute_state(call, op)))
    }

    fn invoke<'a>(
        &'a self,
        step: Step,
        invocation: Invocation,
    ) -> BoxFuture<'a, Result<Box<RawValue>>> {
        let invoke = move |call, known| self.execute_invoke(call, known, invocation);
        Box::pin(self.once(step, invoke))
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

    fn register_trigger(&self, request: TriggerRequest) -> BoxFuture<'_, Result<()>> {
        let core = Arc::clone(&self.core);
        Box::pin(async move { core.register_trigger(Some(self.fence), request).await })
    }

    fn unregister_trigger(&self, kind: &'static str, key: String) -> BoxFuture<'_, Result<bool>> {
        let core = Arc::clone(&self.core);
        Box::pin(async move { core.unregister_trigger(Some(self.fence), kind, key).await })
    }

    fn log(&self, task: &TaskPath, line: LogLine) {
        self.note(task, line);
    }

    fn hangs(&self, task: &TaskPath) {
        self.note_hanging(task);
    }
}

/// A step that has begun.
struct Call {
    step: Step,
    /// How many results were given beside it before.
    begun_after: u32,
}

impl Session {
    /// Executes a step unless its result is known, and gives the result when its turn has come.
    /// `execute` takes what is known about a step that was begun before.
    async fn once<F>(
        &self,
        step: Step,
        execute: impl FnOnce(Call, Option<Arc<JournalEntry>>) -> F,
    ) -> Result<Box<RawValue>>
    where
        F: Future<Output = Result<Arc<JournalEntry>>>,
    {
        let Begun { after, known } = self.begin(&step)?;
        if self.is_broken() {
            // Nothing more is executed: the run fails, whatever its code makes of errors.
            return std::future::pending().await;
        }
        let ended = match known {
            Some(known) if known.state.has_ended() => known,
            known => {
                let call = Call {
                    step,
                    begun_after: after,
                };
                execute(call, known).await?
            }
        };
        self.turn(&ended).await;
        match &ended.state {
            StepState::Completed { output, .. } => self.decode(&ended, output),
            StepState::Failed { error, .. } => Err(error.clone()),
            StepState::Retrying { .. } | StepState::Waiting { .. } => {
                Err(Error::permanent("the step has not ended"))
            }
        }
    }
}

impl Call {
    /// What is kept of the step.
    fn kept(&self, attempts: u32, started_at: Timestamp, state: StepState) -> Kept {
        let step = &self.step;
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
            place: step.location.to_string(),
            begun_after: Some(self.begun_after),
            state,
        }
    }

    /// What is kept of the step before the commit knows its result.
    fn begun(&self, now: Timestamp) -> Kept {
        self.kept(1, now, StepState::Waiting { wake_at: None })
    }
}

fn read<T: DeserializeOwned>(json: &RawValue) -> Result<T> {
    serde_json::from_str(json.get())
        .map_err(|error| Error::permanent(format!("the stored output has another type: {error}")))
}
