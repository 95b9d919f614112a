//! What a run says about itself while it runs.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Scope;

/// How important a line is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// For whoever is looking for a fault.
    Debug,
    /// What happened.
    Info,
    /// What should be looked at.
    Warn,
    /// What went wrong.
    Error,
}

impl Level {
    /// The level in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A line that a run recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LogLine {
    /// How important it is.
    pub level: Level,
    /// What it says.
    pub message: String,
    /// The values that belong to it; `null` when there are none.
    pub data: Value,
}

/// Records lines with the run; see [`Io::log`](crate::Io::log).
#[derive(Clone, Copy, Debug)]
pub struct Log(pub(super) ());

impl Log {
    /// Records a line for whoever is looking for a fault.
    pub fn debug(self, message: impl Into<String>, data: impl Into<Value>) {
        record(Level::Debug, message.into(), data.into());
    }

    /// Records what happened.
    pub fn info(self, message: impl Into<String>, data: impl Into<Value>) {
        record(Level::Info, message.into(), data.into());
    }

    /// Records what should be looked at.
    pub fn warn(self, message: impl Into<String>, data: impl Into<Value>) {
        record(Level::Warn, message.into(), data.into());
    }

    /// Records what went wrong.
    pub fn error(self, message: impl Into<String>, data: impl Into<Value>) {
        record(Level::Error, message.into(), data.into());
    }
}

/// A line from outside a run has no run to be kept with: it goes to the program's own log.
fn record(level: Level, message: String, data: Value) {
    let line = LogLine {
        level,
        message,
        data,
    };
    match Scope::current() {
        Some(scope) => scope.ops().log(scope.path(), line),
        None => tracing::warn!(message = line.message, data = %line.data, "logged outside a run"),
    }
}
