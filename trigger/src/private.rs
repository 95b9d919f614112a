//! The one door that generated code uses. Nothing here is meant to be written by hand, and it may
//! change in any release.

pub use inventory;
pub use serde;
pub use serde_json::value::RawValue;

pub use crate::check::check_jobs;
pub use crate::error::{Error, Result};
use crate::job::{AfterFailure, AfterSuccess, Callable};
pub use crate::job::{
    Argument, Arguments, Binding, Concurrency, ConcurrencyKey, Delivers, Invoke, Job, JobDef,
    JobMeta, JobOptions, Need, Outcome, Trigger,
};
pub use crate::run::{Level, TaskKey};
use crate::source::IntoEventId;
pub use crate::source::signature::{Encoding, Part, Scheme, Stamp};
pub use crate::source::{
    Asked, Cursor, EndpointMeta, FromText, HttpEndpoint, Polled, PollingMeta, PollingSource,
    Posted, Response, StartFrom,
};
pub use crate::spec::generated::{Floats, Tagged, floats, present};
pub use crate::spec::params::{NotRecorded, Param};
pub use crate::spec::{
    AccountOf, AnyClient, EventMeta, EventSpec, Example, Filtered, Integration, IntegrationMeta,
    KnownAccount, Missed, Own, Params, Properties, RetryPolicy, Schedule, Task, TaskMeta, Tick,
    Verdict, filtered,
};
pub use shown::{NotShown, Shown, Unfinished};

#[path = "shown.rs"]
mod shown;

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::panic::Location;
use std::time::Duration;

/// What a job's function returned, as it is stored.
pub type Stored = Result<Box<RawValue>>;

/// Any JSON. Not re-exported, so that messages call it by its own name.
pub type Value = serde_json::Value;

/// A JSON number that is written as it was read.
pub type Number = serde_json::Number;

/// What executing a call gives. It has a name of its own, because lints would say of `Result`,
/// where it stands for a token of the user's, that its path can be shorter.
pub type Executed<T> = Result<T>;

/// What a closure says of a payload. It has a name of its own for the same reason.
pub type Summary = Properties;

/// A schedule whose expression and zone were checked at compile time.
pub const fn cron(expression: &'static str, zone: &'static str) -> Schedule {
    Schedule::known_cron(expression, zone)
}

/// A schedule whose interval was checked at compile time.
pub const fn every(interval: Duration) -> Schedule {
    Schedule::known_every(interval)
}

/// Stores what a job's function returned.
///
/// # Errors
///
/// The function's own, or that its value cannot be written as JSON.
pub fn stored<O: Outcome>(outcome: O) -> Stored {
    outcome.into_stored()
}

/// The integrations among what a job takes.
pub fn needs<const N: usize>(arguments: [Option<Need>; N]) -> Vec<Need> {
    arguments.into_iter().flatten().collect()
}

/// A type that has tasks of the integration `I`, or other such types.
pub trait Namespace<I> {
    /// The integration's client.
    fn integration(&self) -> &I;
}

/// Asks whether the trigger of the job `J` delivers what the job takes.
///
/// A type that is no trigger at all is reported where it is named, so it must not be reported a
/// second time here: for such a trigger `delivers` is not the function below, which asks, but that
/// of [`NoTrigger`], which does not.
pub struct Check<J>(PhantomData<J>);

impl<J: Job> Check<J>
where
    J::Trigger: Trigger,
{
    /// Compiles if it does.
    pub fn delivers()
    where
        J::Trigger: Delivers<J::Payload>,
    {
    }
}

/// Where there is nothing to ask; see [`Check`].
pub trait NoTrigger {
    /// Compiles.
    fn delivers() {}
}

impl<J> NoTrigger for Check<J> {}

/// Asks whether `T`, one of the triggers of the job `J`, delivers what the job takes. As in
/// [`Check`], a type that is no trigger is not reported a second time.
pub struct CheckMember<J, T>(PhantomData<(J, T)>);

impl<J: Job, T: Trigger> CheckMember<J, T> {
    /// Compiles if it does.
    pub fn delivers()
    where
        T: Delivers<J::Payload>,
    {
    }
}

impl<J, T> NoTrigger for CheckMember<J, T> {}

/// Compiles if a job that takes a `P` can be started by a schedule.
pub fn takes_tick<P: OfSchedule>() {}

/// What a schedule delivers.
#[diagnostic::on_unimplemented(
    message = "this job takes `{Self}`, which a schedule does not deliver",
    label = "a schedule delivers a `Tick`",
    note = "take a `trigger::Tick` first, which says when the run was due"
)]
pub trait OfSchedule {}

impl OfSchedule for Tick {}

/// What a closure says tells one event from another.
pub fn event_id(id: impl IntoEventId) -> Option<String> {
    id.into_event_id()
}

/// The trigger and the payload of a job whose attribute has a mistake: they fit wherever the job is
/// named, so that the mistake is the only error.
pub enum Inert {}

impl<'de> serde::Deserialize<'de> for Inert {
    fn deserialize<D: serde::Deserializer<'de>>(_: D) -> std::result::Result<Self, D::Error> {
        Err(serde::de::Error::custom("the job has a mistake"))
    }
}

impl AfterSuccess for Inert {}

impl AfterFailure for Inert {}

impl Callable for Inert {}

impl Outcome for Inert {
    type Value = Self;

    fn into_stored(self) -> Stored {
        match self {}
    }
}

impl EventSpec for Inert {
    type Payload = ();
    type Origin = Own;
    const META: EventMeta = EventMeta::new(&[]);
}

impl<P> Delivers<P> for Inert {}

/// Writes a call as it would be read in code, without secrets: `charge(order: 7, token: "(secret)")`.
///
/// # Errors
///
/// When it cannot be written to.
pub fn write_call<T: Task>(call: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{}({})", T::META.name, call.params())
}

/// Executes a call of an integration's task in the run whose code is executing.
#[track_caller]
pub fn call_task<C: Task>(key: TaskKey, call: C) -> impl Future<Output = Result<C::Output>> + Send {
    crate::run::call_task(key, call, Location::caller())
}
