//! Runs that a run starts: the operations of `io` that name a job.

use std::future::Future;
use std::panic::Location;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::{RawValue, to_raw_value};

use super::{Callable, Job, Outcome};
use crate::error::{Error, Result};
use crate::id::RunId;
use crate::run::{Invocation, Io, OnBehalf, Reply, Scope, StepKind, TaskKey};
use crate::spec::TaskMeta;

/// What a job returns when it completes.
type Output<J> = <<J as Job>::Outcome as Outcome>::Value;

/// Operations on other jobs. A job that is called has `trigger = invoke`, and is named as a type:
///
/// ```
/// use trigger::prelude::*;
/// # #[event_spec(name = "order.placed")]
/// # #[derive(Clone, serde::Serialize, serde::Deserialize)]
/// # pub struct OrderPlaced { id: u64, lines: Vec<u32> }
///
/// #[job(trigger = OrderPlaced)]
/// async fn fulfil(order: OrderPlaced, io: Io) -> Result<()> {
///     let receipt = io.invoke_and_wait::<charge>("charge", order.id).await?;
///     io.log().info("charged", json!({ "receipt": receipt }));
///     for shipped in io.invoke_all_and_wait::<ship>("ship", order.lines).await? {
///         shipped?;
///     }
///     Ok(())
/// }
///
/// #[job(trigger = invoke)]
/// async fn charge(order: u64) -> Result<String> {
///     Ok(format!("receipt {order}"))
/// }
///
/// #[job(trigger = invoke, concurrency = 4)]
/// async fn ship(line: u32) -> Result<()> {
///     let _ = line;
///     Ok(())
/// }
/// ```
///
/// The run that is started is one like any other, with tasks, retries and limits of its own; it
/// knows the run that started it. It is of the account that the run which starts it is of, or [of
/// another one](Io::for_account).
impl Io {
    /// Starts a run of another job, once, and goes on without waiting for it.
    ///
    /// # Errors
    ///
    /// When the app does not have the job, the payload cannot be written as JSON, or the key is
    /// used twice.
    #[track_caller]
    pub fn invoke<J>(
        &self,
        key: impl Into<TaskKey>,
        payload: J::Payload,
    ) -> impl Future<Output = Result<RunId>> + Send
    where
        J: Job<Trigger: Callable, Payload: Serialize>,
    {
        let call = Calling::new::<J>(self, key, StepKind::Invoke, Location::caller());
        let payloads = written([payload]);
        async move {
            let ids: Vec<RunId> = read(&call.make(payloads?, Reply::Ids).await?)?;
            let id = ids.first().copied();
            id.ok_or_else(|| Error::permanent("the stored output names no run"))
        }
    }

    /// Starts a run of another job, once, and waits for what it returns. Meanwhile this run takes
    /// no memory and holds no place of a concurrency limit.
    ///
    /// # Errors
    ///
    /// The error of the run, when it fails, takes too long, is cancelled, or its payload does not
    /// fit; and what [`invoke`](Self::invoke) fails with. When this run or the task around the
    /// call is retried, a new run is started in place of one that failed.
    #[track_caller]
    pub fn invoke_and_wait<J>(
        &self,
        key: impl Into<TaskKey>,
        payload: J::Payload,
    ) -> impl Future<Output = Result<Output<J>>> + Send
    where
        J: Job<Trigger: Callable, Payload: Serialize, Outcome: Outcome<Value: DeserializeOwned>>,
    {
        let call = Calling::new::<J>(self, key, StepKind::InvokeAndWait, Location::caller());
        let payloads = written([payload]);
        async move { read(&call.make(payloads?, Reply::Output).await?) }
    }

    /// Starts a run of another job for each payload, once and in one commit, and goes on without
    /// waiting for them. Gives their ids in the order of the payloads.
    ///
    /// # Errors
    ///
    /// As [`invoke`](Self::invoke).
    #[track_caller]
    pub fn invoke_all<J>(
        &self,
        key: impl Into<TaskKey>,
        payloads: impl IntoIterator<Item = J::Payload>,
    ) -> impl Future<Output = Result<Vec<RunId>>> + Send
    where
        J: Job<Trigger: Callable, Payload: Serialize>,
    {
        let call = Calling::new::<J>(self, key, StepKind::Invoke, Location::caller());
        let payloads = written(payloads);
        async move { read(&call.make(payloads?, Reply::Ids).await?) }
    }

    /// Starts a run of another job for each payload, once and in one commit, and waits until all
    /// have ended. Gives what became of each, in the order of the payloads; `collect` makes one
    /// `Result` of them.
    ///
    /// # Errors
    ///
    /// As [`invoke`](Self::invoke). That a run failed is in its own result and fails nothing here.
    #[track_caller]
    pub fn invoke_all_and_wait<J>(
        &self,
        key: impl Into<TaskKey>,
        payloads: impl IntoIterator<Item = J::Payload>,
    ) -> impl Future<Output = Result<Vec<Result<Output<J>>>>> + Send
    where
        J: Job<Trigger: Callable, Payload: Serialize, Outcome: Outcome<Value: DeserializeOwned>>,
    {
        let call = Calling::new::<J>(self, key, StepKind::InvokeAllAndWait, Location::caller());
        let payloads = written(payloads);
        async move { read(&call.make(payloads?, Reply::Outcomes).await?) }
    }
}

/// A call of a job that is about to be made.
struct Calling {
    key: TaskKey,
    kind: StepKind,
    job: &'static str,
    behalf: OnBehalf,
    location: &'static Location<'static>,
}

impl Calling {
    fn new<J: Job>(
        io: &Io,
        key: impl Into<TaskKey>,
        kind: StepKind,
        location: &'static Location<'static>,
    ) -> Self {
        Self {
            key: key.into(),
            kind,
            job: J::META.id,
            behalf: io.behalf(),
            location,
        }
    }

    async fn make(self, payloads: Vec<Box<RawValue>>, reply: Reply) -> Result<Box<RawValue>> {
        let scope = Scope::require(&format!("`{}`", self.kind))?;
        let meta = TaskMeta::new(self.job).icon("job");
        let step = scope.step(self.key, self.kind, meta, self.location);
        let invocation = Invocation {
            job: self.job,
            payloads,
            behalf: self.behalf,
            reply,
        };
        scope.ops().invoke(step, invocation).await
    }
}

/// Written before the call's future is polled, so that a payload needs not be `Send` or outlive it.
fn written<P: Serialize>(payloads: impl IntoIterator<Item = P>) -> Result<Vec<Box<RawValue>>> {
    let payloads = payloads.into_iter();
    payloads
        .map(|payload| {
            to_raw_value(&payload)
                .map_err(|error| Error::permanent(format!("the payload is not JSON: {error}")))
        })
        .collect()
}

fn read<T: DeserializeOwned>(json: &RawValue) -> Result<T> {
    serde_json::from_str(json.get())
        .map_err(|error| Error::permanent(format!("the stored output has another type: {error}")))
}
