//! The one door that generated code uses. Nothing here is meant to be written by hand, and it may
//! change in any release.

pub use inventory;
pub use serde::{Deserialize, Serialize};
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
