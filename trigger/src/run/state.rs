//! The statuses of a run, and what it can wait for.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RunStatus {
    /// It can start and waits for a free place.
    Queued,
    /// Its function is executing.
    Executing,
    /// It waits; [`WaitsFor`] says for what.
    Waiting,
    /// Its function returned a value.
    Completed,
    /// Its function returned an error or panicked.
    Failed,
    /// It took longer than its job allows.
    TimedOut,
    /// It was stopped by a person or by its successor.
    Cancelled,
    /// Its payload is not what the job takes.
    InvalidPayload,
    /// There are no credentials for the account that it belongs to.
    UnresolvedAuth,
}

impl RunStatus {
    /// Every status.
    pub const ALL: [Self; 9] = [
        Self::Queued,
        Self::Executing,
        Self::Waiting,
        Self::Completed,
        Self::Failed,
        Self::TimedOut,
        Self::Cancelled,
        Self::InvalidPayload,
        Self::UnresolvedAuth,
    ];

    /// The status as it is stored and written on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Executing => "executing",
            Self::Waiting => "waiting",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::TimedOut => "timed_out",
            Self::Cancelled => "cancelled",
            Self::InvalidPayload => "invalid_payload",
            Self::UnresolvedAuth => "unresolved_auth",
        }
    }

    /// Whether the run has ended.
    pub fn is_finished(self) -> bool {
        !matches!(self, Self::Queued | Self::Executing | Self::Waiting)
    }
}

impl fmt::Display for RunStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What a waiting run waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WaitsFor {
    /// A time.
    Time,
    /// The time at which it, or a task of it, is tried again.
    Retry,
    /// An event.
    Event,
    /// A request to a URL of its own.
    Request,
    /// The end of a run that it started.
    Child,
    /// That the account that it is of is connected.
    Connection,
    /// A program that has its job in a version that can go on with it.
    Job,
}

impl WaitsFor {
    /// The reason as it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Retry => "retry",
            Self::Event => "event",
            Self::Request => "request",
            Self::Child => "child",
            Self::Connection => "connection",
            Self::Job => "job",
        }
    }
}

impl fmt::Display for WaitsFor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A text that names no status.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a status: {list}", list = RunStatus::ALL.map(RunStatus::as_str).join(", "))]
pub struct UnknownStatus(String);

impl FromStr for RunStatus {
    type Err = UnknownStatus;

    fn from_str(text: &str) -> Result<Self, UnknownStatus> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == text)
            .ok_or_else(|| UnknownStatus(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_reads_back_from_what_it_prints() {
        for status in RunStatus::ALL {
            assert_eq!(status.to_string().parse(), Ok(status));
        }
    }

    #[test]
    fn an_unknown_status_lists_the_known_ones() {
        let error = "done".parse::<RunStatus>().expect_err("no such status");
        assert!(error.to_string().contains("completed"), "{error}");
    }
}
