//! The kinds of durable calls.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Which operation of [`Io`](crate::Io) a step is. It is kept with the step, so that a stored
/// result is never taken for that of another operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StepKind {
    /// A call that is executed: `io.run`, and the tasks of integrations.
    Task,
    /// A wait for a time: `io.wait`.
    Wait,
    /// An event that is published: `io.send_event`.
    SendEvent,
    /// Runs that are started: `io.invoke`, `io.invoke_all`.
    Invoke,
    /// A run that is started and waited for: `io.invoke_and_wait`.
    InvokeAndWait,
    /// Runs that are started and waited for: `io.invoke_all_and_wait`.
    InvokeAllAndWait,
}

impl StepKind {
    /// The kind as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Task => "task",
            Self::Wait => "wait",
            Self::SendEvent => "send_event",
            Self::Invoke => "invoke",
            Self::InvokeAndWait => "invoke_and_wait",
            Self::InvokeAllAndWait => "invoke_all_and_wait",
        }
    }
}

impl fmt::Display for StepKind {
    /// The kind as it is written in a job: `io.run`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operation = match self {
            Self::Task => "run",
            other => other.as_str(),
        };
        write!(f, "io.{operation}")
    }
}
