//! A job, and its definition with the types erased.

use std::fmt;
use std::panic::Location;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::{Arguments, Binding, JobOptions, Need, Trigger};
use crate::error::{Error, Result};
use crate::run::BoxFuture;
use crate::spec::{Exclusion, PayloadError, Verdict, decode};

/// A job, written with [`#[job]`](macro@crate::job).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a job",
    label = "this is no job",
    note = "put `#[job(trigger = …)]` on an `async fn`, and name it here"
)]
pub trait Job: 'static {
    /// What the function takes first.
    type Payload: DeserializeOwned + Send + 'static;

    /// What starts it.
    type Trigger: Trigger;

    /// What the function returns, an [`Outcome`]; not asked for here, so that a type that is none
    /// is reported once, where it is returned.
    type Outcome;

    /// Its id, name, version and place.
    const META: JobMeta;

    /// What it asks of the engine beside its trigger.
    const OPTIONS: JobOptions = JobOptions::DEFAULT;

    /// Whether it is started at all, asked when the app starts.
    fn enabled() -> bool {
        true
    }

    /// What tells apart the runs that its concurrency limit counts separately.
    fn concurrency_key(payload: &Self::Payload) -> Option<String> {
        let _ = payload;
        None
    }

    /// What the trigger is given in parentheses.
    fn parameters() -> <Self::Trigger as Trigger>::Parameters {
        Default::default()
    }

    /// Whether an event of the trigger starts a run.
    fn filter(payload: &Self::Payload) -> Verdict {
        let _ = payload;
        Verdict::Matched
    }

    /// The integrations that the function takes.
    fn needs() -> Vec<Need>;

    /// Calls the function.
    fn call(
        payload: Self::Payload,
        arguments: Arguments,
    ) -> impl Future<Output = Result<Box<RawValue>>> + Send;
}

/// A job's id, name, version and place.
#[derive(Clone, Copy, Debug)]
pub struct JobMeta {
    /// What names it everywhere.
    pub id: &'static str,
    /// What a person calls it.
    pub name: &'static str,
    /// The version of its code.
    pub version: &'static str,
    /// The function's documentation.
    pub description: &'static str,
    /// The source text of its filter; empty when it has none.
    pub filter: &'static str,
    /// The file in which it is written.
    pub file: &'static str,
    /// The line at which it is written.
    pub line: u32,
}

impl JobMeta {
    /// A job that is written where this is called.
    #[track_caller]
    pub const fn new(id: &'static str, name: &'static str, version: &'static str) -> Self {
        let place = Location::caller();
        Self {
            id,
            name,
            version,
            description: "",
            filter: "",
            file: place.file(),
            line: place.line(),
        }
    }

    /// With the function's documentation.
    #[must_use]
    pub const fn description(mut self, description: &'static str) -> Self {
        self.description = description;
        self
    }

    /// With the source text of its filter.
    #[must_use]
    pub const fn filter(mut self, filter: &'static str) -> Self {
        self.filter = filter;
        self
    }
}

/// What a job's function can return: a [`Result`] whose value is kept as JSON, and whose error is
/// anything that `?` turns into an [`Error`].
#[diagnostic::on_unimplemented(
    message = "the output `{Self}` of this job cannot be stored",
    note = "a job returns a `Result` whose value is `Serialize` (derive it) and whose error can become a `trigger::Error`"
)]
pub trait Outcome {
    /// The value of a run that completes.
    type Value;

    /// The value as JSON.
    ///
    /// # Errors
    ///
    /// The function's own error, or that its value cannot be written as JSON.
    fn into_stored(self) -> Result<Box<RawValue>>;
}

impl<T: Serialize, E: Into<Error>> Outcome for Result<T, E> {
    type Value = T;

    fn into_stored(self) -> Result<Box<RawValue>> {
        let value = self.map_err(Into::into)?;
        serde_json::value::to_raw_value(&value)
            .map_err(|error| Error::permanent(format!("the output is not JSON: {error}")))
    }
}

/// What a job makes of an event before a run of it exists.
#[derive(Clone, Debug)]
pub enum Screened {
    /// The event starts a run.
    Wanted {
        /// What tells apart the runs that the job's concurrency limit counts separately.
        concurrency_key: Option<String>,
    },
    /// The filter leaves it out.
    Excluded(Exclusion),
    /// The payload is not what the job takes.
    Invalid(PayloadError),
}

/// A job's definition, its types erased: what the engine works with. It is a constant, so that a
/// job costs nothing until it is used.
#[derive(Clone, Copy)]
pub struct JobDef {
    /// The job's id, name, version and place.
    pub meta: JobMeta,
    /// What it asks of the engine beside its trigger.
    pub options: JobOptions,
    /// Whether it is started at all.
    pub enabled: fn() -> bool,
    /// The events that start it.
    pub binding: fn() -> Binding,
    /// The integrations that it needs.
    pub needs: fn() -> Vec<Need>,
    /// Reads a payload and asks the filter.
    pub screen: fn(&str) -> Screened,
    /// Reads the payload and calls the function.
    pub call: fn(&str, Arguments) -> BoxFuture<'static, Result<Box<RawValue>>>,
}

impl JobDef {
    /// The definition of a job.
    pub const fn of<J: Job>() -> Self {
        Self {
            meta: J::META,
            options: J::OPTIONS,
            enabled: J::enabled,
            binding: || J::Trigger::binding(J::parameters()),
            needs: J::needs,
            screen: |json| match decode::<J::Payload>(json) {
                Err(error) => Screened::Invalid(error),
                Ok(payload) => match J::filter(&payload) {
                    Verdict::Matched => Screened::Wanted {
                        concurrency_key: J::concurrency_key(&payload),
                    },
                    Verdict::Excluded(exclusion) => Screened::Excluded(exclusion),
                },
            },
            call: |json, arguments| match decode::<J::Payload>(json) {
                Ok(payload) => Box::pin(J::call(payload, arguments)),
                Err(error) => Box::pin(async move { Err(Error::permanent(error)) }),
            },
        }
    }
}

impl fmt::Debug for JobDef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("JobDef").field(&self.meta).finish()
    }
}

inventory::collect!(JobDef);
