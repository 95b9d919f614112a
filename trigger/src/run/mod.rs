//! What a job's function sees while it runs, and the operations that an engine provides for it.

mod awaited;
mod call;
mod client;
mod context;
mod io;
mod key;
mod kind;
mod log;
mod machine;
mod ops;
mod outgoing;
mod recorded;
mod schedules;
mod scope;
mod stand_in;
mod state;
mod triggers;
mod values;

pub use awaited::{Awaited, AwaitedEvent, ReceivedEvent, ReceivedRequest, RequestBody, RequestUrl};
pub use call::{ByCall, ByClosure, Call};
pub use client::RunOnClient;
pub use context::{AccountId, Context, EventContext, JobContext, RunContext, SourceContext};
pub use io::Io;
pub use key::{TaskKey, TaskPath};
pub use kind::StepKind;
pub use log::{Level, Log, LogLine};
pub(crate) use machine::{Ending, Pause, Phase, Refusal, RunState, Tenure, Transition};
pub use ops::{AttemptFn, BoxFuture, Invocation, Reply, RunOps, Step, Until};
pub use outgoing::{Outgoing, OutgoingEvent, Sending, SentEvent};
pub use recorded::Status;
pub use schedules::ScheduleRegistration;
pub(crate) use scope::{Scope, call_task};
pub(crate) use stand_in::{Attempted, StandIn, StandIns};
pub use state::{RunStatus, WaitsFor};
pub use triggers::TriggerRequest;
pub use values::{StateChange, StateOp, StateScope, Values};
