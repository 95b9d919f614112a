//! Annotate an async function, and it runs durably whenever something happens somewhere else.
//!
//! ```no_run
//! use trigger::integrations::stripe::{self, Stripe};
//! use trigger::prelude::*;
//!
//! /// Enters a new price into the catalogue.
//! #[job(trigger = stripe::on_price_created, filter = |price| price.active)]
//! async fn enter_price(price: stripe::Price, io: Io) -> Result<()> {
//!     io.run("update-catalogue", update_catalogue(price.id)).await?;
//!     Ok(())
//! }
//!
//! #[task(retry(limit = 5, min = "1s"), timeout = "30s")]
//! async fn update_catalogue(id: String) -> Result<String> {
//!     Ok(format!("{id} is in the catalogue"))
//! }
//!
//! #[tokio::main]
//! async fn main() -> ExitCode {
//!     trigger::app().integration(Stripe::from_env()).run().await
//! }
//! ```
//!
//! The program is its own command line: `serve` receives webhooks and executes runs, `test
//! enter-price` runs the job on an example of its event, `--help` lists the rest.
//!
//! - [`#[job]`](macro@job) makes a function a job: its trigger, its filter, what it needs.
//! - [`#[task]`](macro@task) makes a function a task: executed by [`Io::run`], once, with retries.
//! - [`#[event_spec]`](macro@event_spec) defines an event; [`integrations`] come with theirs.
//! - [`#[http_endpoint]`](macro@http_endpoint) makes an event of what is posted to a URL, and
//!   [`#[polling_source]`](macro@polling_source) of what an API says when it is asked.
//! - [`#[integration]`](macro@integration) and [`#[tasks]`](macro@tasks) make a client one that
//!   jobs can take as an argument.
//! - [`source::ExternalSource`] is what a webhook source implements.
//! - [`testing`] runs jobs under test: on virtual time, with fakes in the place of tasks.
//!
//! The [`guide`] explains them one after the other, and follows one webhook from the socket to the
//! finished run.
//!
//! # Features
//!
//! - `dashboard` (on by default): pages that show what the app does, and try its jobs; see
//!   [`guide::operation`].
//! - `stripe` (on by default): [`integrations::stripe`].
//! - `github`: `integrations::github`.
//! - `oauth` (on by default): access tokens of accounts, kept encrypted and replaced in time; see
//!   [`guide::accounts`].
//! - `fetch` (on by default): `io.fetch`, requests that a run makes.
//! - `metrics`: metrics for Prometheus; see [`guide::operation`].
//! - `otlp`: traces, exported by OTLP over HTTP; see [`guide::operation`].

extern crate self as trigger;

mod app;
mod check;
mod cli;
pub mod client;
pub mod credentials;
#[cfg(feature = "dashboard")]
mod dashboard;
mod engine;
mod error;
#[cfg(feature = "fetch")]
mod fetch;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
pub mod guide;
mod id;
pub mod integrations;
pub mod job;
#[cfg(feature = "fetch")]
mod outbound;
mod pointer;
pub mod record;
mod run;
mod seal;
mod server;
pub mod source;
mod spec;
mod store;
mod telemetry;
pub mod testing;
mod time;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use app::{App, app};
pub use check::Unsound;
pub use client::{Client, ClientError};
pub use error::{Error, Result, Retry};
#[cfg(feature = "fetch")]
pub use fetch::{Fetch, Fetched};
pub use id::{DeliveryId, InvalidId, RunId, WorkerId};
#[cfg(feature = "fetch")]
pub use outbound::OutboundGuard;
pub use run::*;
pub use seal::{Keyring, SealError};
pub use source::{DynamicTrigger, TriggerRegistration, Via};
pub use spec::*;
pub use store::StoreError;
pub use time::{Clock, Timestamp};
pub use trigger_macros::{
    event_spec, http_endpoint, integration, job, polling_source, task, tasks,
};

/// What a file with jobs needs: `use trigger::prelude::*`.
pub mod prelude {
    pub use std::process::ExitCode;
    pub use std::time::Duration;

    pub use serde_json::json;
    pub use trigger_macros::{
        event_spec, http_endpoint, integration, job, polling_source, task, tasks,
    };

    #[cfg(feature = "fetch")]
    pub use crate::Fetch;
    pub use crate::RunOnClient as _;
    pub use crate::job::{RunCompleted, RunFailed};
    pub use crate::{
        Context, Due, DynamicSchedule, DynamicTrigger, Error, Io, Properties, Result, Schedule,
        Sending, Status, Tick, TriggerRegistration, Via, jobs, properties,
    };
}

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
