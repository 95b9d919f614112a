//! What makes jobs run: the registry of what the app has, the sources, and the engines.

mod embedded;
mod progress;
mod registration;
mod registry;
mod sources;

pub(crate) use embedded::{Activity, Arrival, Conduct, Database, Embedded, Settings, has_ended};
pub(crate) use progress::Progress;
pub(crate) use registry::{RegisteredJob, Registry, StartProblem, WantedSource};
pub(crate) use sources::{Answer, SourceBook, open_secret};

use serde_json::value::RawValue;

use crate::id::RunId;
use crate::record::{DeliveryRecord, RunRecord, RunSummary};
use crate::run::{BoxFuture, SentEvent};
use crate::source::Request;
use crate::store::{DeliveryQuery, RunQuery, StoreError};

/// What an app stands on: publishing, querying and executing. It stands beside
/// [`RunOps`](crate::RunOps), which is what a single run stands on; together they are the seam at
/// which an engine is exchanged.
pub(crate) trait Engine: Send + Sync {
    /// Takes a request that arrived at a source: verified, recorded and turned into runs in one
    /// commit before it is answered.
    fn receive<'a>(&'a self, source: &'a str, request: Request) -> BoxFuture<'a, Answer>;

    /// Takes a request to a URL that a run has handed out, recorded before it is answered.
    fn receive_awaited<'a>(&'a self, token: &'a str, request: Request) -> BoxFuture<'a, Answer>;

    /// Publishes an event of the app. An event whose id is known starts nothing.
    fn publish(&self, event: Publish) -> BoxFuture<'_, Result<SentEvent, StoreError>>;

    /// Runs one job on a payload, in this process and to its end, as a test.
    fn try_job<'a>(
        &'a self,
        job: &'a str,
        payload: Box<RawValue>,
    ) -> BoxFuture<'a, Result<RunId, StoreError>>;

    /// Lists runs, newest first.
    fn runs(&self, query: RunQuery) -> BoxFuture<'_, Result<Vec<RunSummary>, StoreError>>;

    /// A run with its tasks and lines.
    fn run(&self, id: RunId) -> BoxFuture<'_, Result<Option<RunRecord>, StoreError>>;

    /// Lists deliveries, newest first.
    fn deliveries(
        &self,
        query: DeliveryQuery,
    ) -> BoxFuture<'_, Result<Vec<DeliveryRecord>, StoreError>>;

    /// Executes runs until `shutdown` resolves, then lets those that execute come to rest.
    fn serve<'a>(&'a self, shutdown: BoxFuture<'a, ()>) -> BoxFuture<'a, Result<(), StoreError>>;
}

/// An event that the app publishes.
#[derive(Debug)]
pub(crate) struct Publish {
    pub(crate) name: String,
    pub(crate) payload: Box<RawValue>,
    /// Tells a repeated event from a new one; generated when there is none.
    pub(crate) id: Option<String>,
}
