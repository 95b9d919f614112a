//! The vocabulary: what an event, a task and an integration are. Plain definitions, no I/O.

mod account;
mod attempt;
mod event;
mod filter;
pub(crate) mod generated;
mod integration;
pub(crate) mod params;
mod payload;
mod property;
mod redaction;
mod schedule;
mod task;
mod verdict;

pub use account::AccountOf;
#[doc(hidden)]
pub use account::KnownAccount;
pub use attempt::Attempt;
pub use event::{EventMeta, EventSpec, Example, Filtered, Own, filtered};
pub use filter::{EventFilter, FilterProblem, Intersection, InvalidFilter, Mismatch};
pub use integration::{AnyClient, Integration, IntegrationMeta};
pub use params::Params;
pub use payload::PayloadError;
pub(crate) use payload::decode;
pub use property::{Properties, Property};
pub use redaction::Redaction;
pub(crate) use schedule::CatchUp;
pub use schedule::{Due, Dynamic, DynamicSchedule, InvalidSchedule, Missed, Schedule, Tick};
pub use task::{OnError, Recordable, RetryPolicy, Task, TaskMeta};
pub use verdict::{Exclusion, Verdict};
