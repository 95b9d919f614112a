//! The durable operations as a job's function calls them.

use std::future::Future;
use std::panic::Location;
use std::time::Duration;

use serde::Serialize;

use super::log::Log;
use super::{Call, OutgoingEvent, Scope, SentEvent, StepKind, TaskKey};
use crate::error::{Error, Result};
use crate::spec::{EventSpec, Own, TaskMeta};

/// A run's durable operations. A job asks for it by taking an `Io` as an argument.
///
/// What goes through `io` is executed once: its result is committed before the call returns, and
/// when the run is started again, after a crash or a long wait, the stored result comes back
/// instead. What does not go through `io` is executed each time, so a job's own code should only
/// decide, and leave the clock, randomness and the outside world to tasks.
///
/// Calls may be joined or raced with `tokio::join!` and `tokio::select!`, as long as their keys
/// differ. In a spawned task they are refused.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Io {}

impl Io {
    pub(crate) fn new() -> Self {
        Self {}
    }

    /// Executes a call once and keeps its result.
    ///
    /// `key` names the task within the run; each call needs a key of its own, in a loop for
    /// example `("charge", line.id)`. A failed attempt is retried as the task's policy says.
    ///
    /// # Errors
    ///
    /// The error of the last attempt, when no retry is left. It is stored, and the same on replay.
    #[track_caller]
    pub fn run<Kind, C: Call<Kind>>(
        &self,
        key: impl Into<TaskKey>,
        call: C,
    ) -> impl Future<Output = Result<C::Output>> + Send {
        let (key, location) = (key.into(), Location::caller());
        async move {
            let scope = Scope::require("`io.run`")?;
            let step = scope.step(key, StepKind::Task, call.meta(), location);
            scope.run(step, &call).await
        }
    }

    /// Waits, for seconds or for months: a waiting run takes no memory and survives restarts.
    ///
    /// # Errors
    ///
    /// When the key is used twice.
    #[track_caller]
    pub fn wait(
        &self,
        key: impl Into<TaskKey>,
        duration: Duration,
    ) -> impl Future<Output = Result<()>> + Send {
        let (key, location) = (key.into(), Location::caller());
        async move {
            let scope = Scope::require("`io.wait`")?;
            let meta = TaskMeta::new("wait").icon("clock");
            let step = scope.step(key, StepKind::Wait, meta, location);
            scope.ops().wait(step, duration).await
        }
    }

    /// Publishes an event of the app, once, and starts the jobs that it triggers.
    ///
    /// # Errors
    ///
    /// When the event cannot be written as JSON, or the key is used twice.
    #[track_caller]
    pub fn send_event<E>(
        &self,
        key: impl Into<TaskKey>,
        event: E,
    ) -> impl Future<Output = Result<SentEvent>> + Send
    where
        E: EventSpec<Payload = E, Origin = Own> + Serialize,
    {
        let (key, location) = (key.into(), Location::caller());
        let payload = serde_json::value::to_raw_value(&event);
        async move {
            let scope = Scope::require("`io.send_event`")?;
            let [name, ..] = E::META.names else {
                return Err(Error::permanent("the event has no name"));
            };
            let event = OutgoingEvent {
                name: (*name).to_owned(),
                payload: payload
                    .map_err(|error| Error::permanent(format!("the event is not JSON: {error}")))?,
                id: None,
            };
            let meta = TaskMeta::new("send event").icon("event");
            let step = scope.step(key, StepKind::SendEvent, meta, location);
            scope.ops().send_event(step, event).await
        }
    }

    /// Records lines with the run: `io.log().info("price created!", json!({ "id": price.id }))`.
    pub fn log(&self) -> Log {
        Log(())
    }
}
