//! What a job asks of the engine beside its trigger.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Invoke, Job};
use crate::error::Error;
use crate::id::RunId;
use crate::run::Level;
use crate::spec::RetryPolicy;

/// What a job asks of the engine beside its trigger. The default asks for nothing.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct JobOptions {
    /// How many of its runs execute at once.
    pub concurrency: Option<Concurrency>,
    /// How long a run may take from its first start to its end, waits included.
    pub timeout: Option<Duration>,
    /// How often and when a run that failed is started again; its finished tasks keep their
    /// results.
    pub retry: RetryPolicy,
    /// The least important lines that are recorded.
    pub log_level: Level,
    /// The job that a completed run starts.
    pub on_success: Option<&'static str>,
    /// The job that a failed run starts.
    pub on_failure: Option<&'static str>,
}

impl JobOptions {
    /// No options.
    pub const DEFAULT: Self = Self {
        concurrency: None,
        timeout: None,
        retry: RetryPolicy::NONE,
        log_level: Level::Debug,
        on_success: None,
        on_failure: None,
    };

    /// With a limit on how many runs execute at once.
    #[must_use]
    pub const fn concurrency(mut self, concurrency: Concurrency) -> Self {
        self.concurrency = Some(concurrency);
        self
    }

    /// With a limit on how long a run may take.
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// With a policy by which failed runs are started again.
    #[must_use]
    pub const fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// Without the lines that are less important than this.
    #[must_use]
    pub const fn log_level(mut self, level: Level) -> Self {
        self.log_level = level;
        self
    }

    /// With a job that a completed run starts.
    #[must_use]
    pub const fn on_success<J: Job>(mut self) -> Self
    where
        J::Payload: AfterSuccess,
        J::Trigger: Callable,
    {
        self.on_success = Some(J::META.id);
        self
    }

    /// With a job that a failed run starts.
    #[must_use]
    pub const fn on_failure<J: Job>(mut self) -> Self
    where
        J::Payload: AfterFailure,
        J::Trigger: Callable,
    {
        self.on_failure = Some(J::META.id);
        self
    }
}

/// What a job takes that a completed run starts.
#[diagnostic::on_unimplemented(
    message = "this job takes `{Self}`, and what `on_success` starts takes `RunCompleted`",
    label = "this job takes `{Self}`"
)]
pub trait AfterSuccess {}

impl AfterSuccess for RunCompleted {}

/// What a job takes that a failed run starts.
#[diagnostic::on_unimplemented(
    message = "this job takes `{Self}`, and what `on_failure` starts takes `RunFailed`",
    label = "this job takes `{Self}`"
)]
pub trait AfterFailure {}

impl AfterFailure for RunFailed {}

/// The trigger of a job that another one's end can start: `invoke`.
#[diagnostic::on_unimplemented(
    message = "this job is started by `{Self}`, and not by a call",
    label = "give this job `trigger = invoke`"
)]
pub trait Callable {}

impl Callable for Invoke {}

/// How many runs execute at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Concurrency {
    /// How many.
    pub limit: u32,
    /// The name of the limit that several jobs share; `None` for one of the job's own.
    pub group: Option<&'static str>,
}

impl Concurrency {
    /// At most this many runs of the job at once.
    pub const fn new(limit: u32) -> Self {
        Self { limit, group: None }
    }

    /// The limit that all jobs of this group share.
    #[must_use]
    pub const fn group(mut self, group: &'static str) -> Self {
        self.group = Some(group);
        self
    }
}

/// The payload of a job that a completed run starts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RunCompleted {
    /// The run.
    pub run: RunId,
    /// Its job's id.
    pub job: String,
    /// What it was started with.
    pub payload: Value,
    /// What it returned.
    pub output: Value,
}

/// The payload of a job that a failed run starts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RunFailed {
    /// The run.
    pub run: RunId,
    /// Its job's id.
    pub job: String,
    /// What it was started with.
    pub payload: Value,
    /// Why it failed.
    pub error: Error,
}
