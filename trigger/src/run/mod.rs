//! What a job's function sees while it runs, and the operations that an engine provides for it.

mod call;
mod context;
mod io;
mod key;
mod log;
mod machine;
mod ops;
mod scope;
mod state;

pub use call::{ByCall, ByClosure, Call};
pub use context::{Context, EventContext, JobContext, RunContext, SourceContext};
pub use io::Io;
pub use key::{TaskKey, TaskPath};
pub use log::{Level, Log, LogLine};
pub(crate) use machine::{Ending, Phase, Refusal, RunState, Tenure, Transition};
pub use ops::{Attempt, AttemptFn, BoxFuture, OutgoingEvent, RunOps, SentEvent, Step};
pub(crate) use scope::{Scope, call_task};
pub use state::{RunStatus, WaitsFor};
