//! The durable operations that an engine provides to a run.

use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::time::Duration;

use serde_json::value::RawValue;

use super::{
    Awaited, LogLine, OnBehalf, Outbox, RequestUrl, ScheduleRegistration, SentEvent, StateOp,
    StepKind, TaskPath, TriggerRequest,
};
use crate::error::{Error, Result};
use crate::id::RunId;
#[cfg(feature = "fetch")]
use crate::outbound::OutboundGuard;
use crate::spec::{Attempt, Params, Properties, TaskMeta};
use crate::time::Timestamp;

/// A boxed future, as object-safe traits return it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What an [`Io`](crate::Io) stands on: the durable operations of one run.
///
/// The trait is the seam between jobs and engines, cut above the journal: how results are kept,
/// retries are timed and waiting runs are put away is the engine's business. An engine suspends a
/// run by dropping its future, and later calls the job again: each operation whose outcome is known
/// then returns it at once, in the same order.
pub trait RunOps: Send + Sync + 'static {
    /// The run that these operations belong to.
    fn run_id(&self) -> RunId;

    /// Executes a step once and keeps its result, or returns the result that is kept. `attempt`
    /// executes one attempt; the engine calls it again after a failure that can be retried.
    fn step<'a>(
        &'a self,
        step: Step,
        attempt: &'a mut AttemptFn<'a>,
    ) -> BoxFuture<'a, Result<Box<RawValue>>>;

    /// The time, by the engine's clock. What a job decides by it has to be a step.
    fn now(&self) -> Timestamp;

    /// What keeps the run's requests from reaching what they should not; `None` lets all of them
    /// out.
    #[cfg(feature = "fetch")]
    fn outbound(&self) -> Option<OutboundGuard> {
        None
    }

    /// Waits for a time. A duration is counted from when the wait is first reached.
    fn wait<'a>(&'a self, step: Step, until: Until) -> BoxFuture<'a, Result<()>>;

    /// Waits for something else than a time, at most for so long. `null` when the time has run
    /// out, otherwise a [`ReceivedEvent`](super::ReceivedEvent) or a
    /// [`ReceivedRequest`](super::ReceivedRequest).
    fn receive<'a>(
        &'a self,
        step: Step,
        awaited: Awaited,
        timeout: Duration,
    ) -> BoxFuture<'a, Result<Box<RawValue>>>;

    /// Makes a URL that takes one request, from now on. The request can then be waited for.
    fn url<'a>(&'a self, step: Step) -> BoxFuture<'a, Result<RequestUrl>>;

    /// Publishes events once, now or later, in the commit that keeps the step.
    fn send<'a>(&'a self, step: Step, events: Outbox) -> BoxFuture<'a, Result<Vec<SentEvent>>>;

    /// Takes back an event whose time is still to come. Says whether there was one.
    fn cancel_event<'a>(&'a self, step: Step, id: String) -> BoxFuture<'a, Result<bool>>;

    /// Reads or changes a value, in the commit that keeps the step.
    fn state<'a>(&'a self, step: Step, op: StateOp) -> BoxFuture<'a, Result<Box<RawValue>>>;

    /// Starts runs of a job once, in the commit that keeps the step, and replies as asked.
    fn invoke<'a>(
        &'a self,
        step: Step,
        invocation: Invocation,
    ) -> BoxFuture<'a, Result<Box<RawValue>>>;

    /// Keeps a schedule from now on, in place of one of its kind and key. Called within a step, and
    /// possibly again if that was not kept.
    fn register_schedule(&self, registration: ScheduleRegistration) -> BoxFuture<'_, Result<()>>;

    /// Forgets the schedule of a kind and key, and says whether there was one. Called within a step,
    /// and possibly again if that was not kept.
    fn unregister_schedule(&self, kind: &'static str, key: String) -> BoxFuture<'_, Result<bool>>;

    /// Keeps a dynamic trigger from now on, in place of one of its kind and key, and has its source
    /// registered. Called within a step, and possibly again if that was not kept.
    fn register_trigger(&self, _request: TriggerRequest) -> BoxFuture<'_, Result<()>> {
        Box::pin(async { Err(Error::permanent("this engine keeps no dynamic triggers")) })
    }

    /// Forgets the dynamic trigger of a kind and key, and says whether there was one. Called within
    /// a step, and possibly again if that was not kept.
    fn unregister_trigger(&self, _kind: &'static str, _key: String) -> BoxFuture<'_, Result<bool>> {
        Box::pin(async { Err(Error::permanent("this engine keeps no dynamic triggers")) })
    }

    /// Records a line; it is kept with the run's next commit.
    fn log(&self, task: &TaskPath, line: LogLine);

    /// Hears that a task stands still until its time limit, because a test has it hang.
    #[doc(hidden)]
    fn hangs(&self, _task: &TaskPath) {}
}

/// Executes one attempt of a step.
pub type AttemptFn<'a> = dyn FnMut(Attempt) -> BoxFuture<'a, Result<Box<RawValue>>> + Send + 'a;

/// A durable call: what it is, where it belongs and where it is written.
#[derive(Clone, Debug)]
pub struct Step {
    /// Where it stands in the run.
    pub path: TaskPath,
    /// Which operation it is.
    pub kind: StepKind,
    /// What it is.
    pub meta: TaskMeta,
    /// What a person calls it.
    pub name: String,
    /// The arguments that a person may see.
    pub params: Params,
    /// What a person wants to see of it at a glance.
    pub properties: Properties,
    /// What tells it apart for a provider; `None` for a key of the run and the step.
    pub idempotency_key: Option<String>,
    /// Where it is called.
    pub location: &'static Location<'static>,
}

impl Attempt {
    /// The attempt in which this code is executing; `None` outside a task.
    pub fn current() -> Option<Self> {
        super::Scope::current().and_then(super::Scope::attempt)
    }
}

/// How long a wait is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// This long from when it is first reached.
    After(Duration),
    /// Until this time.
    At(Timestamp),
    /// Until other runs have had their turn.
    Yielded,
}

/// Runs of a job that a run starts.
#[derive(Clone, Debug)]
pub struct Invocation {
    /// The job's id.
    pub job: &'static str,
    /// What each run is started with.
    pub payloads: Vec<Box<RawValue>>,
    /// Whose they are.
    pub behalf: OnBehalf,
    /// What the call returns.
    pub reply: Reply,
}

/// What an invocation returns, as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The ids of the runs, at once.
    Ids,
    /// The output of the one run, once it has completed. If it ends in another way, the call fails.
    Output,
    /// The `Result` of each run, once all have ended.
    Outcomes,
}
