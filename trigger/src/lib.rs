//! Annotate an async function, and it runs durably whenever something happens somewhere else.

extern crate self as trigger;

mod error;
mod id;
pub mod integrations;
pub mod job;
mod run;
pub mod source;
mod spec;
mod time;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use error::{Error, Result, Retry};
pub use id::{DeliveryId, InvalidId, RunId, WorkerId};
pub use run::*;
pub use spec::*;
pub use time::{Clock, Timestamp};
