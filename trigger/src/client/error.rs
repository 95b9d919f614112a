//! Why an app did not do what it was asked for.

use crate::error::Error;
use crate::id::{DeliveryId, RunId};
use crate::run::RunStatus;
use crate::store::StoreError;

/// Why an app did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// There is no such run.
    #[error("there is no run {0}")]
    NoRun(RunId),
    /// There is no such delivery.
    #[error("there is no delivery {0}; `deliveries` lists those that are kept")]
    NoDelivery(DeliveryId),
    /// The app has no such job.
    #[error("the app has no job `{0}`; `jobs` lists those that it has")]
    NoJob(String),
    /// The app has no such schedule.
    #[error("the app has no schedule `{0}`; `schedules` lists those that it has")]
    NoSchedule(String),
    /// The app has no such source.
    #[error("the app has no source `{0}`; `sources` lists those that it has")]
    NoSource(String),
    /// It makes no sense, or cannot be done.
    #[error("{0:#}")]
    Refused(Error),
    /// The job is started by something else than a call.
    #[error(
        "the job `{job}` is not started by a call but by {trigger}: send that, or give the job \
         `trigger = invoke`"
    )]
    NotCalled {
        /// The job.
        job: String,
        /// What starts it.
        trigger: String,
    },
    /// It makes no sense where the run stands.
    #[error("the run {run} is {status} and cannot be {asked}{}", advice(*.status, .asked))]
    NotNow {
        /// The run.
        run: RunId,
        /// Where it stands.
        status: RunStatus,
        /// What was to be done with it, such as `cancelled`.
        asked: &'static str,
    },
    /// What was given cannot be written as JSON.
    #[error("the payload is not JSON: {0}")]
    Payload(String),
    /// The database.
    #[error(transparent)]
    Store(StoreError),
}

/// What can be done instead.
fn advice(status: RunStatus, asked: &str) -> &'static str {
    match (asked, status) {
        ("retried", RunStatus::Completed | RunStatus::InvalidPayload) => {
            ": replay it, on an edited payload if need be"
        }
        ("retried", _) => ": it has not failed",
        ("moved", RunStatus::Executing) => ": it goes on with the code that executes it",
        ("moved", _) => ": replay it, which starts a run of the current version",
        _ => ": it has ended",
    }
}

impl From<StoreError> for ClientError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NoRun(run) => Self::NoRun(run),
            StoreError::NoDelivery(delivery) => Self::NoDelivery(delivery),
            StoreError::NoJob(job) => Self::NoJob(job),
            StoreError::NoSource(source) => Self::NoSource(source),
            StoreError::SourceIs { .. } | StoreError::CutDelivery(_) => {
                Self::Refused(Error::permanent(error))
            }
            error => Self::Store(error),
        }
    }
}
