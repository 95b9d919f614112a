//! The one door that generated code uses. Nothing here is meant to be written by hand, and it may
//! change in any release.

pub use inventory;
pub use serde_json::value::RawValue;

pub use crate::error::{Error, Result};
pub use crate::job::{Argument, Arguments, Delivers, Job, JobDef, JobMeta, Need, Outcome, Trigger};
pub use crate::run::TaskKey;
pub use crate::spec::{
    EventMeta, EventSpec, Example, Integration, IntegrationMeta, Own, Properties, RetryPolicy,
    Task, TaskMeta, Verdict,
};

use std::future::Future;
use std::panic::Location;

/// Asks whether the trigger `T` delivers what a job takes.
///
/// A type that is no trigger at all is reported where it is named, so it must not be reported a
/// second time here: for such a type `delivers` is not the method below, which asks, but that of
/// [`NoTrigger`], which does not.
pub struct Check<T>(std::marker::PhantomData<T>);

impl<T: Trigger> Check<T> {
    /// Compiles if the trigger delivers `P`.
    pub fn delivers<P>(&self)
    where
        T: Delivers<P>,
    {
    }
}

impl<T> Check<T> {
    /// The question about `T`.
    pub const NEW: Self = Self(std::marker::PhantomData);
}

/// Where there is nothing to ask; see [`Check`].
pub trait NoTrigger {
    /// Compiles.
    fn delivers<P>(&self) {}
}

impl<T> NoTrigger for Check<T> {}

/// The trigger of a job whose attribute has a mistake: it fits whatever the job takes, so that the
/// mistake is the only error.
pub enum Inert {}

impl EventSpec for Inert {
    type Payload = ();
    type Origin = Own;
    const META: EventMeta = EventMeta::new(&[]);
}

impl<P> Delivers<P> for Inert {}

/// The definition of a job whose attribute has a mistake.
pub const INERT: JobMeta = JobMeta {
    id: "",
    name: "",
    version: "",
    description: "",
    filter: "",
    file: "",
    line: 0,
};

/// Executes a call of an integration's task in the run whose code is executing.
#[track_caller]
pub fn call_task<C: Task>(key: TaskKey, call: C) -> impl Future<Output = Result<C::Output>> + Send {
    crate::run::call_task(key, call, Location::caller())
}
