//! Annotate an async function, and it runs durably whenever something happens somewhere else.

extern crate self as trigger;

mod app;
mod cli;
mod engine;
mod error;
mod id;
pub mod integrations;
pub mod job;
pub mod record;
mod run;
mod seal;
mod server;
pub mod source;
mod spec;
mod store;
mod time;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use app::{App, app};
pub use error::{Error, Result, Retry};
pub use id::{DeliveryId, InvalidId, RunId, WorkerId};
pub use run::*;
pub use seal::{Keyring, SealError};
pub use spec::*;
pub use store::StoreError;
pub use time::{Clock, Timestamp};
pub use trigger_macros::{event_spec, integration, job, task, tasks};

/// What a file with jobs needs: `use trigger::prelude::*`.
pub mod prelude {
    pub use std::process::ExitCode;
    pub use std::time::Duration;

    pub use serde_json::json;
    pub use trigger_macros::{event_spec, integration, job, task, tasks};

    pub use crate::{Context, Error, Io, Properties, Result, jobs, properties};
}
