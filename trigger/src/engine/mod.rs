//! What makes jobs run: the registry of what the app has, the sources, and the engines.

#[cfg(test)]
mod conformance;
mod declared;
mod deregistration;
mod embedded;
mod endpoints;
mod feeds;
mod given;
#[cfg(feature = "dashboard")]
mod inspect;
mod left_out;
mod own;
mod polls;
mod progress;
mod registration;
mod registry;
mod rotation;
mod sources;

pub(crate) use declared::WantedSource;
pub(crate) use embedded::{Activity, Arrival, Conduct, Database, Embedded, Settings, has_ended};
pub(crate) use endpoints::EndpointBook;
pub(crate) use feeds::Feeds;
#[cfg(feature = "dashboard")]
pub(crate) use inspect::{Batch, Changes, Inspect, Judged};
pub(crate) use own::OwnJob;
pub(crate) use polls::PollBook;
pub(crate) use progress::Progress;
pub(crate) use registry::{RegisteredJob, Registry, StartProblem};
pub(crate) use rotation::{Rotated, rotate_keys};
pub(crate) use sources::{Answer, SourceBook, is_current, open_secret};

use serde_json::value::RawValue;

#[cfg(feature = "oauth")]
use crate::credentials::Tokens;
use crate::error::Result as Done;
use crate::id::{DeliveryId, RunId};
use crate::record::{
    Changed, CheckRecord, DeliveryRecord, JobRecord, ReplayRecord, RunRecord, RunSummary,
    ScheduleRecord, SentRecord, SourceRecord,
};
use crate::run::{AccountId, BoxFuture, RunStatus, ScheduleRegistration, TriggerRequest};
use crate::source::Request;
pub(crate) use crate::store::Inherited;
use crate::store::{DeliveryQuery, RunQuery, StoreError};

/// What an app stands on: publishing, querying and executing. It stands beside
/// [`RunOps`](crate::RunOps), which is what a single run stands on; together they are the seam at
/// which an engine is exchanged.
pub(crate) trait Engine: Send + Sync {
    /// Takes a request that arrived at a source: verified, recorded and turned into runs in one
    /// commit before it is answered.
    fn receive<'a>(&'a self, source: &'a str, request: Request) -> BoxFuture<'a, Answer>;

    /// Whether the app has a source or an endpoint of this key.
    fn has_source<'a>(&'a self, key: &'a str) -> BoxFuture<'a, bool>;

    /// Takes a request to a URL that a run has handed out, recorded before it is answered.
    fn receive_awaited<'a>(&'a self, token: &'a str, request: Request) -> BoxFuture<'a, Answer>;

    /// Publishes an event of the app. An event whose id is known starts nothing.
    fn publish(&self, event: Publish) -> BoxFuture<'_, Result<SentRecord, StoreError>>;

    /// Publishes an event that is of an account.
    fn publish_for(
        &self,
        account: AccountId,
        event: Publish,
    ) -> BoxFuture<'_, Result<SentRecord, StoreError>>;

    /// Has the runs go on that wait for an account. Says how many.
    fn connected(&self, account: AccountId) -> BoxFuture<'_, Result<usize, StoreError>>;

    /// Keeps an account's tokens, and has the runs go on that wait for it. Says how many.
    #[cfg(feature = "oauth")]
    fn connect(
        &self,
        provider: String,
        account: AccountId,
        tokens: Tokens,
    ) -> BoxFuture<'_, Done<usize>>;

    /// Forgets an account's tokens. Says whether there were any.
    #[cfg(feature = "oauth")]
    fn disconnect(
        &self,
        provider: String,
        account: AccountId,
    ) -> BoxFuture<'_, Result<bool, StoreError>>;

    /// Starts a run of a job by a call, which may be of an account. A key that was used for the job
    /// before starts nothing, and gives the run that it started then.
    fn invoke<'a>(
        &'a self,
        job: &'a str,
        payload: Box<RawValue>,
        account: Option<AccountId>,
        key: Option<String>,
    ) -> BoxFuture<'a, Result<RunId, StoreError>>;

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

    /// Waits until a run has ended.
    fn finished(&self, id: RunId) -> BoxFuture<'_, Result<RunRecord, StoreError>>;

    /// Changes one run, and says where it stands then.
    fn change(&self, id: RunId, action: Action) -> BoxFuture<'_, Result<RunStatus, StoreError>>;

    /// Changes every run that matches a query and for which it makes sense.
    fn change_all(
        &self,
        query: RunQuery,
        action: Action,
    ) -> BoxFuture<'_, Result<Changed, StoreError>>;

    /// Starts a new run that repeats another one, on its payload or another. A key that was used
    /// for the run before starts nothing, and gives the run that it started then.
    fn replay(
        &self,
        id: RunId,
        payload: Option<Box<RawValue>>,
        key: Option<String>,
    ) -> BoxFuture<'_, Result<RunId, StoreError>>;

    /// Repeats every run that matches a query.
    fn replay_all(&self, query: RunQuery) -> BoxFuture<'_, Result<Changed, StoreError>>;

    /// The app's jobs, in order of their ids.
    fn jobs(&self) -> BoxFuture<'_, Result<Vec<JobRecord>, StoreError>>;

    /// One of the app's jobs.
    fn job(&self, id: &str) -> Option<JobRecord>;

    /// The app's sources, as they stand.
    fn sources(&self) -> Vec<SourceRecord>;

    /// Asks providers whether they still have what was registered, of one source or of all that are
    /// registered, and has what has drifted registered anew. Gives the sources that were asked.
    fn check_sources(
        &self,
        source: Option<String>,
    ) -> BoxFuture<'_, Result<Vec<CheckRecord>, StoreError>>;

    /// Has a source registered anew, by the run that is given.
    fn register_source(
        &self,
        source: String,
        inherited: Option<Inherited>,
    ) -> BoxFuture<'_, Result<RunId, StoreError>>;

    /// Removes what a source that no job wants has registered at its provider, by the run that is
    /// given; or only forgets the source.
    fn prune_source(
        &self,
        source: String,
        pruned: Pruned,
    ) -> BoxFuture<'_, Result<Option<RunId>, StoreError>>;

    /// Registers a dynamic trigger.
    fn register_trigger(&self, request: TriggerRequest) -> BoxFuture<'_, Done<()>>;

    /// Takes a dynamic trigger back, and says whether there was one.
    fn unregister_trigger(&self, kind: &'static str, key: String) -> BoxFuture<'_, Done<bool>>;

    /// Lists deliveries, newest first.
    fn deliveries(
        &self,
        query: DeliveryQuery,
    ) -> BoxFuture<'_, Result<Vec<DeliveryRecord>, StoreError>>;

    /// Processes a delivery anew, as another one that repeats it. Jobs that have a run of one of its
    /// events get another one only if they are to have it `again`.
    fn replay_delivery(
        &self,
        id: DeliveryId,
        again: bool,
    ) -> BoxFuture<'_, Result<ReplayRecord, StoreError>>;

    /// Lists schedules, in order of their keys.
    fn schedules(&self) -> BoxFuture<'_, Result<Vec<ScheduleRecord>, StoreError>>;

    /// Stops a schedule's ticks. Says whether there is such a schedule.
    fn pause_schedule(&self, key: String) -> BoxFuture<'_, Result<bool, StoreError>>;

    /// Lets a schedule go on. Says whether there is such a schedule.
    fn resume_schedule(&self, key: String) -> BoxFuture<'_, Result<bool, StoreError>>;

    /// Keeps a schedule from now on, in place of one of its kind and key.
    fn register_schedule(
        &self,
        registration: ScheduleRegistration,
    ) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Forgets the schedule of a kind and key, and says whether there was one.
    fn unregister_schedule(
        &self,
        kind: &'static str,
        key: String,
    ) -> BoxFuture<'_, Result<bool, StoreError>>;

    /// Queues a job's runs from now on without starting them. Says whether that is new.
    fn pause_job(&self, job: String) -> BoxFuture<'_, Result<bool, StoreError>>;

    /// Lets a job's queued runs start. Says whether it was paused.
    fn resume_job(&self, job: String) -> BoxFuture<'_, Result<bool, StoreError>>;

    /// Executes runs until `shutdown` resolves, then lets those that execute come to rest.
    fn serve<'a>(&'a self, shutdown: BoxFuture<'a, ()>) -> BoxFuture<'a, Result<(), StoreError>>;
}

/// What becomes of a source that no job wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pruned {
    /// It is removed at its provider, and then forgotten.
    Removed,
    /// It is only forgotten; what is at the provider stays.
    Forgotten,
}

/// An event that the app publishes.
#[derive(Debug)]
pub(crate) struct Publish {
    pub(crate) name: String,
    pub(crate) payload: Box<RawValue>,
    /// Tells a repeated event from a new one; generated when there is none.
    pub(crate) id: Option<String>,
}

/// What a person does to a run.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    /// Stops it.
    Cancel { reason: String },
    /// Has it go on from where it failed.
    Retry,
    /// Has it go on with the version of its job that this app has.
    MoveToCurrent,
}
