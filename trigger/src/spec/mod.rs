//! The vocabulary: what an event, a task and an integration are. Plain definitions, no I/O.

mod event;
mod integration;
mod property;
mod task;
mod verdict;

pub use event::{EventMeta, EventSpec, Example, Own};
pub use integration::{Integration, IntegrationMeta};
pub use property::{Properties, Property};
pub use task::{RetryPolicy, Task, TaskMeta};
pub use verdict::Verdict;
