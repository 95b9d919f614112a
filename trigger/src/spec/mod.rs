//! The vocabulary: what an event, a task and an integration are. Plain definitions, no I/O.

mod event;
mod filter;
pub(crate) mod generated;
mod integration;
mod property;
mod schedule;
mod task;
mod verdict;

pub use event::{EventMeta, EventSpec, Example, Own};
pub use filter::{EventFilter, FilterProblem, Intersection, InvalidFilter, Mismatch};
pub use integration::{Integration, IntegrationMeta};
pub use property::{Properties, Property};
pub(crate) use schedule::CatchUp;
pub use schedule::{InvalidSchedule, Missed, Schedule, Tick};
pub use task::{RetryPolicy, Task, TaskMeta};
pub use verdict::{Exclusion, Verdict};
