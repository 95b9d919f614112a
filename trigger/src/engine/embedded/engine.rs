//! What the embedded engine does as an engine.

use serde_json::value::RawValue;

use super::Embedded;
#[cfg(feature = "oauth")]
use crate::credentials::Tokens;
use crate::engine::registry::RegisteredJob;
use crate::engine::{Action, Answer, Engine, Inherited, Pruned, Publish};
use crate::error::Result;
use crate::id::{DeliveryId, RunId};
use crate::record::{
    Changed, CheckRecord, DeliveryRecord, JobRecord, ReplayRecord, RunRecord, RunSummary,
    ScheduleRecord, SentRecord, SourceRecord,
};
use crate::run::{AccountId, BoxFuture, RunStatus, ScheduleRegistration, TriggerRequest};
use crate::source::{Request, SourceKey};
#[cfg(feature = "oauth")]
use crate::store::ConnectionKey;
use crate::store::{DeliveryQuery, RunQuery, StoreError};

impl Engine for Embedded {
    fn receive<'a>(&'a self, source: &'a str, request: Request) -> BoxFuture<'a, Answer> {
        Box::pin(self.core.receive(source, request))
    }

    fn has_source<'a>(&'a self, key: &'a str) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let key = SourceKey::from_stored(key);
            // Where that cannot be told now, receiving it says why.
            self.core.endpoints.has(&key) || !matches!(self.core.sources.find(&key).await, Ok(None))
        })
    }

    fn publish(&self, event: Publish) -> BoxFuture<'_, Result<SentRecord, StoreError>> {
        Box::pin(self.core.publish(event))
    }

    fn publish_for(
        &self,
        account: AccountId,
        event: Publish,
    ) -> BoxFuture<'_, Result<SentRecord, StoreError>> {
        Box::pin(self.core.publish_for(Some(account), event))
    }

    fn connected(&self, account: AccountId) -> BoxFuture<'_, Result<usize, StoreError>> {
        Box::pin(self.core.connected(account))
    }

    #[cfg(feature = "oauth")]
    fn connect(
        &self,
        provider: String,
        account: AccountId,
        tokens: Tokens,
    ) -> BoxFuture<'_, Result<usize>> {
        Box::pin(self.core.connect(provider, account, tokens))
    }

    #[cfg(feature = "oauth")]
    fn disconnect(
        &self,
        provider: String,
        account: AccountId,
    ) -> BoxFuture<'_, Result<bool, StoreError>> {
        let key = ConnectionKey { provider, account };
        Box::pin(self.core.store.disconnect(key))
    }

    fn receive_awaited<'a>(&'a self, token: &'a str, request: Request) -> BoxFuture<'a, Answer> {
        Box::pin(self.core.receive_awaited(token, request))
    }

    fn invoke<'a>(
        &'a self,
        job: &'a str,
        payload: Box<RawValue>,
        account: Option<AccountId>,
        key: Option<String>,
    ) -> BoxFuture<'a, Result<RunId, StoreError>> {
        Box::pin(self.core.invoke(job, payload, account, key))
    }

    fn try_job<'a>(
        &'a self,
        job: &'a str,
        payload: Box<RawValue>,
    ) -> BoxFuture<'a, Result<RunId, StoreError>> {
        Box::pin(self.core.try_job(job, payload))
    }

    fn runs(&self, query: RunQuery) -> BoxFuture<'_, Result<Vec<RunSummary>, StoreError>> {
        Box::pin(self.core.store.runs(query))
    }

    fn run(&self, id: RunId) -> BoxFuture<'_, Result<Option<RunRecord>, StoreError>> {
        Box::pin(self.core.store.run(id))
    }

    fn finished(&self, id: RunId) -> BoxFuture<'_, Result<RunRecord, StoreError>> {
        Box::pin(self.core.finished(id))
    }

    fn change(&self, id: RunId, action: Action) -> BoxFuture<'_, Result<RunStatus, StoreError>> {
        Box::pin(async move { Ok(self.core.change(id, action).await?.status) })
    }

    fn change_all(
        &self,
        query: RunQuery,
        action: Action,
    ) -> BoxFuture<'_, Result<Changed, StoreError>> {
        Box::pin(self.core.change_all(query, action))
    }

    fn replay(
        &self,
        id: RunId,
        payload: Option<Box<RawValue>>,
        key: Option<String>,
    ) -> BoxFuture<'_, Result<RunId, StoreError>> {
        Box::pin(self.core.replay(id, payload, key))
    }

    fn replay_all(&self, query: RunQuery) -> BoxFuture<'_, Result<Changed, StoreError>> {
        Box::pin(self.core.replay_all(query))
    }

    fn jobs(&self) -> BoxFuture<'_, Result<Vec<JobRecord>, StoreError>> {
        Box::pin(self.core.jobs())
    }

    fn job(&self, id: &str) -> Option<JobRecord> {
        self.core.registry.job(id).map(RegisteredJob::record)
    }

    fn sources(&self) -> Vec<SourceRecord> {
        self.source_records()
    }

    fn check_sources(
        &self,
        source: Option<String>,
    ) -> BoxFuture<'_, Result<Vec<CheckRecord>, StoreError>> {
        Box::pin(self.core.check_sources(source))
    }

    fn register_source(
        &self,
        source: String,
        inherited: Option<Inherited>,
    ) -> BoxFuture<'_, Result<RunId, StoreError>> {
        Box::pin(self.core.register_source(source, inherited))
    }

    fn prune_source(
        &self,
        source: String,
        pruned: Pruned,
    ) -> BoxFuture<'_, Result<Option<RunId>, StoreError>> {
        Box::pin(self.core.prune_source(source, pruned))
    }

    fn register_trigger(&self, request: TriggerRequest) -> BoxFuture<'_, Result<()>> {
        Box::pin(self.core.register_trigger(None, request))
    }

    fn unregister_trigger(&self, kind: &'static str, key: String) -> BoxFuture<'_, Result<bool>> {
        Box::pin(self.core.unregister_trigger(None, kind, key))
    }

    fn deliveries(
        &self,
        query: DeliveryQuery,
    ) -> BoxFuture<'_, Result<Vec<DeliveryRecord>, StoreError>> {
        Box::pin(self.core.store.deliveries(query))
    }

    fn replay_delivery(
        &self,
        id: DeliveryId,
        again: bool,
    ) -> BoxFuture<'_, Result<ReplayRecord, StoreError>> {
        Box::pin(self.core.replay_delivery(id, again))
    }

    fn schedules(&self) -> BoxFuture<'_, Result<Vec<ScheduleRecord>, StoreError>> {
        Box::pin(self.core.schedules())
    }

    fn pause_schedule(&self, key: String) -> BoxFuture<'_, Result<bool, StoreError>> {
        Box::pin(self.core.pause_schedule(key))
    }

    fn resume_schedule(&self, key: String) -> BoxFuture<'_, Result<bool, StoreError>> {
        Box::pin(self.core.resume_schedule(key))
    }

    fn register_schedule(
        &self,
        registration: ScheduleRegistration,
    ) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(self.core.register_schedule(None, registration))
    }

    fn unregister_schedule(
        &self,
        kind: &'static str,
        key: String,
    ) -> BoxFuture<'_, Result<bool, StoreError>> {
        Box::pin(async move { self.core.unregister_schedule(None, kind, &key).await })
    }

    fn pause_job(&self, job: String) -> BoxFuture<'_, Result<bool, StoreError>> {
        Box::pin(self.core.store.pause_job(job, self.core.clock.now()))
    }

    fn resume_job(&self, job: String) -> BoxFuture<'_, Result<bool, StoreError>> {
        Box::pin(self.core.resume_job(job))
    }

    fn serve<'a>(&'a self, shutdown: BoxFuture<'a, ()>) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(self.core.serve(shutdown))
    }
}
