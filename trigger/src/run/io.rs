//! The durable operations as a job's function calls them.

use std::future::Future;
use std::panic::Location;
use std::time::Duration;

use super::log::Log;
use super::{
    Awaited, Call, OnBehalf, Outbox, Outgoing, ReceivedRequest, RequestUrl, Scope, SentEvent,
    StateScope, StepKind, TaskKey, Until, Values,
};
use crate::error::{Error, Result};
use crate::spec::TaskMeta;
use crate::time::Timestamp;

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
pub struct Io {
    pub(super) behalf: OnBehalf,
}

impl Io {
    pub(crate) fn new() -> Self {
        Self {
            behalf: OnBehalf::default(),
        }
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
        wait(
            key.into(),
            StepKind::Wait,
            Until::After(duration),
            Location::caller(),
        )
    }

    /// Waits until a time. One that has passed is not waited for.
    ///
    /// # Errors
    ///
    /// When the key is used twice.
    #[track_caller]
    pub fn wait_until(
        &self,
        key: impl Into<TaskKey>,
        at: Timestamp,
    ) -> impl Future<Output = Result<()>> + Send {
        wait(
            key.into(),
            StepKind::Wait,
            Until::At(at),
            Location::caller(),
        )
    }

    /// Leaves this run's place to others and goes on as soon as there is one again. Long work that
    /// calls it between its tasks does not hold up the other runs of a concurrency limit.
    ///
    /// # Errors
    ///
    /// When the key is used twice.
    #[track_caller]
    pub fn yield_now(&self, key: impl Into<TaskKey>) -> impl Future<Output = Result<()>> + Send {
        wait(
            key.into(),
            StepKind::YieldNow,
            Until::Yielded,
            Location::caller(),
        )
    }

    /// Publishes an event of the app, once, and starts the jobs that it triggers. In
    /// [`Sending`](crate::Sending), it has an id of its own or a time at which it is published. It
    /// is of the account that the run is of, or [of another one](Self::for_account).
    ///
    /// # Errors
    ///
    /// When the event cannot be written as JSON, or the key is used twice.
    #[track_caller]
    pub fn send_event(
        &self,
        key: impl Into<TaskKey>,
        event: impl Outgoing,
    ) -> impl Future<Output = Result<SentEvent>> + Send {
        let (key, location) = (key.into(), Location::caller());
        let (event, behalf) = (event.into_outgoing(), self.behalf());
        async move {
            let events = Outbox {
                events: vec![event?],
                behalf,
            };
            let sent = send(key, StepKind::SendEvent, events, location).await?;
            let sent = sent.into_iter().next();
            sent.ok_or_else(|| Error::permanent("the stored output names no event"))
        }
    }

    /// Publishes events of the app, once and in one commit.
    ///
    /// # Errors
    ///
    /// When an event cannot be written as JSON, or the key is used twice.
    #[track_caller]
    pub fn send_events<E: Outgoing>(
        &self,
        key: impl Into<TaskKey>,
        events: impl IntoIterator<Item = E>,
    ) -> impl Future<Output = Result<Vec<SentEvent>>> + Send {
        let (key, location) = (key.into(), Location::caller());
        let events = events.into_iter().map(Outgoing::into_outgoing);
        let events: Result<Vec<_>> = events.collect();
        let behalf = self.behalf();
        async move {
            let events = Outbox {
                events: events?,
                behalf,
            };
            send(key, StepKind::SendEvents, events, location).await
        }
    }

    /// Takes back an event whose time is still to come, by its id. Says whether there was one;
    /// afterwards an event of this id can be sent again.
    ///
    /// # Errors
    ///
    /// When the key is used twice.
    #[track_caller]
    pub fn cancel_event(
        &self,
        key: impl Into<TaskKey>,
        id: impl Into<String>,
    ) -> impl Future<Output = Result<bool>> + Send {
        let (key, id, location) = (key.into(), id.into(), Location::caller());
        async move {
            let scope = Scope::require("`io.cancel_event`")?;
            let meta = TaskMeta::new("cancel event").icon("event");
            let step = scope.step(key, StepKind::CancelEvent, meta, location);
            scope.ops().cancel_event(step, id).await
        }
    }

    /// Waits for a request. `hand_out` is given a URL under the app's public address that takes
    /// one request and that nobody can guess, to hand to whoever is to make it; it is executed as
    /// a task, once. `None` when nobody has made a request in that time.
    ///
    /// The first request is answered 200 once it is on the disk, any other 410. A request that
    /// comes while the URL is still being handed out is not lost.
    ///
    /// ```
    /// use trigger::prelude::*;
    /// # #[event_spec(name = "order.placed")]
    /// # #[derive(Clone, serde::Serialize, serde::Deserialize)]
    /// # pub struct OrderPlaced { id: u64 }
    /// # async fn ask_for_approval(id: u64, url: String) -> Result<()> { drop((id, url)); Ok(()) }
    /// #[derive(serde::Deserialize)]
    /// struct Answer { approved: bool }
    ///
    /// #[job(trigger = OrderPlaced)]
    /// async fn approve(order: OrderPlaced, io: Io) -> Result<bool> {
    ///     let a_day = Duration::from_secs(24 * 3600);
    ///     let ask = |url| ask_for_approval(order.id, url);
    ///     match io.wait_for_request("approval", ask, a_day).await? {
    ///         Some(request) => Ok(request.json::<Answer>()?.approved),
    ///         None => Ok(false),
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// What `hand_out` fails with at last; and when the app has no public address, or the key is
    /// used twice.
    #[track_caller]
    pub fn wait_for_request<F>(
        &self,
        key: impl Into<TaskKey>,
        hand_out: impl Fn(String) -> F + Send + Sync,
        timeout: Duration,
    ) -> impl Future<Output = Result<Option<ReceivedRequest>>> + Send
    where
        F: Future<Output = Result<()>> + Send,
    {
        let (key, location) = (key.into(), Location::caller());
        async move {
            let scope = Scope::require("`io.wait_for_request`")?;
            let meta = TaskMeta::new("wait for request").icon("request");
            let step = scope.step(key, StepKind::WaitForRequest, meta, location);
            let within = scope.within(&step);
            let meta = TaskMeta::new("url").icon("request").sealed();
            let url = within.step("url".into(), StepKind::RequestUrl, meta, location);
            let RequestUrl { url, token } = scope.ops().url(url).await?;
            let meta = TaskMeta::new("hand out");
            let task = within.step("hand-out".into(), StepKind::Task, meta, location);
            within.run(task, &|| hand_out(url.clone())).await?;
            let awaited = Awaited::Request { token };
            let output = scope.ops().receive(step, awaited, timeout).await?;
            Ok(serde_json::from_str(output.get())?)
        }
    }

    /// Values by their names that outlive a task: of this run, or with
    /// [`job()`](Values::job) of all runs of the job, or with [`app()`](Values::app) of the app.
    ///
    /// ```
    /// # use trigger::prelude::*;
    /// # async fn example(io: Io) -> Result<()> {
    /// let seen: Option<u32> = io.store().job().get("read-seen", "seen").await?;
    /// io.store().job().set("write-seen", "seen", seen.unwrap_or(0) + 1).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Each call is a step of the run with a key of its own. Two runs that read, add and write at
    /// the same time can lose one of their additions; a `concurrency` of 1 keeps them apart.
    pub fn store(&self) -> Values {
        Values(StateScope::Run)
    }

    /// Records lines with the run: `io.log().info("price created!", json!({ "id": price.id }))`.
    pub fn log(&self) -> Log {
        Log(())
    }
}

async fn wait(
    key: TaskKey,
    kind: StepKind,
    until: Until,
    location: &'static Location<'static>,
) -> Result<()> {
    let scope = Scope::require(&format!("`{kind}`"))?;
    let name = if kind == StepKind::Wait {
        "wait"
    } else {
        "yield"
    };
    let step = scope.step(key, kind, TaskMeta::new(name).icon("clock"), location);
    scope.ops().wait(step, until).await
}

async fn send(
    key: TaskKey,
    kind: StepKind,
    events: Outbox,
    location: &'static Location<'static>,
) -> Result<Vec<SentEvent>> {
    let scope = Scope::require(&format!("`{kind}`"))?;
    let meta = TaskMeta::new("send event").icon("event");
    let step = scope.step(key, kind, meta, location);
    scope.ops().send(step, events).await
}
