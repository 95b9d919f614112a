//! The kinds of durable calls.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Which operation of [`Io`](crate::Io) a step is. It is kept with the step, so that a stored
/// result is never taken for that of another operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StepKind {
    /// A call that is executed: `io.run`, and the tasks of integrations.
    Task,
    /// A wait for a time: `io.wait`, `io.wait_until`.
    Wait,
    /// A place that is left to other runs: `io.yield_now`.
    YieldNow,
    /// A wait for an event: `io.wait_for_event`.
    WaitForEvent,
    /// A wait for a request: `io.wait_for_request`.
    WaitForRequest,
    /// The URL that such a request is sent to.
    RequestUrl,
    /// An event that is published: `io.send_event`.
    SendEvent,
    /// Events that are published: `io.send_events`.
    SendEvents,
    /// An event that is taken back: `io.cancel_event`.
    CancelEvent,
    /// A value that is read: `io.store().get`.
    StoreGet,
    /// A value that is looked for: `io.store().has`.
    StoreHas,
    /// A value that is written: `io.store().set`.
    StoreSet,
    /// A value that is forgotten: `io.store().delete`.
    StoreDelete,
    /// What the run says of itself: `io.status`.
    Status,
    /// A random number: `io.random`.
    Random,
    /// The time: `io.now`.
    Now,
    /// A new id: `io.uuid`.
    Uuid,
    /// A request that is made: `io.fetch`.
    Fetch,
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
            Self::YieldNow => "yield_now",
            Self::WaitForEvent => "wait_for_event",
            Self::WaitForRequest => "wait_for_request",
            Self::RequestUrl => "request_url",
            Self::SendEvent => "send_event",
            Self::SendEvents => "send_events",
            Self::CancelEvent => "cancel_event",
            Self::StoreGet => "store_get",
            Self::StoreHas => "store_has",
            Self::StoreSet => "store_set",
            Self::StoreDelete => "store_delete",
            Self::Status => "status",
            Self::Random => "random",
            Self::Now => "now",
            Self::Uuid => "uuid",
            Self::Fetch => "fetch",
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
            Self::StoreGet => "store().get",
            Self::StoreHas => "store().has",
            Self::StoreSet => "store().set",
            Self::StoreDelete => "store().delete",
            Self::RequestUrl => "wait_for_request",
            other => other.as_str(),
        };
        write!(f, "io.{operation}")
    }
}
