//! What a job is: a function, the trigger that starts it, and what it needs.

mod argument;
mod definition;
mod payload;
mod trigger;

pub use argument::{Argument, Arguments, Integrations, Need};
pub use definition::{Job, JobDef, JobMeta, Outcome, Screened};
pub use payload::PayloadError;
pub use trigger::{Binding, Delivers, Trigger};
