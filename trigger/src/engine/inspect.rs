//! What an engine shows of itself to people, beside what it does for programs.

use serde_json::Value;
use serde_json::value::RawValue;

use super::{Action, Engine};
use crate::error::Error;
use crate::id::{DeliveryId, RunId};
use crate::record::{
    ArrivedDeliveries, DeliveredRecord, DeliveryContent, DeliveryRecord, DeliveryVerdict,
    EndedRuns, EventListed, EventQuery, EventRecord, ExampleRecord, IntegrationRecord, Open,
    RunQuery,
};
use crate::run::BoxFuture;
use crate::source::SourceKey;
use crate::store::StoreError;
use crate::time::Timestamp;

type Answer<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// An engine that can be looked into.
pub(crate) trait Inspect: Engine {
    /// The current time.
    fn now(&self) -> Timestamp;

    /// Lists events, newest first.
    fn events(&self, query: EventQuery) -> Answer<'_, Vec<EventListed>>;

    /// An event by its id, from a source (`""`: the app itself) or whichever one has it.
    fn event(&self, id: String, source: Option<String>) -> Answer<'_, Option<EventRecord>>;

    /// Lists deliveries of a source and a verdict, newest first.
    fn arrived(
        &self,
        source: Option<String>,
        verdict: Option<DeliveryVerdict>,
        after: Option<DeliveryId>,
        limit: usize,
    ) -> Answer<'_, Vec<DeliveryRecord>>;

    /// A delivery as it arrived.
    fn delivery(&self, id: DeliveryId) -> Answer<'_, Option<DeliveryContent>>;

    /// How many runs have not ended.
    fn open(&self) -> Answer<'_, Open>;

    /// How many runs match a query, up to a number.
    fn count_runs(&self, query: RunQuery, most: usize) -> Answer<'_, usize>;

    /// How many runs ended since a time, and how.
    fn ended_runs(&self, since: Timestamp) -> Answer<'_, Vec<EndedRuns>>;

    /// How many deliveries arrived since a time.
    fn arrived_deliveries(&self, since: Timestamp) -> Answer<'_, Vec<ArrivedDeliveries>>;

    /// The payloads of a job's newest runs, each with its run and when that was created.
    fn recent_payloads(
        &self,
        job: String,
        limit: usize,
    ) -> Answer<'_, Vec<(RunId, Timestamp, Value)>>;

    /// The payloads that a job can be tried with.
    fn examples(&self, job: &str) -> Vec<ExampleRecord>;

    /// What a job makes of a payload, before there is a run. `None`: there is no such job.
    fn judge(&self, job: &str, payload: &str) -> Option<Judged>;

    /// Starts a run that tries a job on a payload, whatever its filter says, and does not wait for
    /// it.
    fn begin_trial(&self, job: String, payload: Box<RawValue>) -> Answer<'_, RunId>;

    /// Whether an event with this payload can be delivered to a job's source as its provider would:
    /// the source's key, or why not.
    fn try_imitation<'a>(
        &'a self,
        job: &'a str,
        payload: &'a RawValue,
    ) -> BoxFuture<'a, Result<SourceKey, Error>>;

    /// Delivers an event to a job's source as its provider would, marked as a test.
    fn deliver_trial<'a>(
        &'a self,
        job: &'a str,
        payload: &'a RawValue,
    ) -> BoxFuture<'a, Result<DeliveredRecord, Error>>;

    /// Changes the next runs that match a query, from a place on.
    fn change_some(&self, query: RunQuery, action: Action, from: Option<i64>) -> Answer<'_, Batch>;

    /// The integrations that the app was given.
    fn integrations(&self) -> Vec<IntegrationRecord>;

    /// What tells that something has changed.
    fn changes(&self) -> Result<Box<dyn Changes>, StoreError>;
}

/// What a job makes of a payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Judged {
    /// As an event it would start a run.
    Wanted,
    /// As an event it would start none: this condition does not hold.
    Excluded(String),
    /// It is not what the job takes.
    Invalid {
        /// Where, as a JSON pointer; empty for the whole payload.
        pointer: String,
        /// What is wrong there.
        message: String,
    },
}

/// What a part of a change of many runs has done.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Batch {
    /// How many were changed.
    pub(crate) changed: usize,
    /// How many were left as they are, because it makes no sense where they stand.
    pub(crate) skipped: usize,
    /// Where to go on; `None` when all that match were looked at.
    pub(crate) next: Option<i64>,
}

/// Tells that something has changed, whoever changed it.
pub(crate) trait Changes: Send {
    /// Resolves when something may have changed since the last time.
    fn next(&mut self) -> BoxFuture<'_, ()>;
}
