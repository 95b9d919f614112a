//! What a job is: a function, the trigger that starts it, and what it needs.

mod argument;
mod concurrency_key;
mod definition;
mod invoke;
mod options;
mod trigger;

pub use argument::{Argument, Arguments, Integrations, Need};
pub use concurrency_key::ConcurrencyKey;
pub use definition::{Job, JobDef, JobMeta, Outcome, Screened};
pub use options::{
    AfterFailure, AfterSuccess, Callable, Concurrency, JobOptions, RunCompleted, RunFailed,
};
pub use trigger::{Binding, Delivers, EventBinding, Invoke, Trigger};

/// The definitions of jobs by the names of their functions: `jobs![on_price, payments::on_charge]`.
#[macro_export]
macro_rules! jobs {
    ($($job:path),* $(,)?) => {
        [$($crate::job::JobDef::of::<$job>()),*]
    };
}
