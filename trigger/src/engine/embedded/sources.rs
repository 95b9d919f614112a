//! What keeps sources registered: runs of the library's own jobs, and a look at the provider now and
//! then.

use std::sync::Arc;
use std::time::Duration;

use serde_json::value::{RawValue, to_raw_value};

use super::Core;
use super::reserve::Reserved;
use crate::engine::{Inherited, OwnJob, Pruned};
use crate::error::{Error, Result};
use crate::id::RunId;
use crate::record::{CheckFinding, CheckRecord};
use crate::run::TriggerRequest;
use crate::source::{Passed, SourceKey};
use crate::spec::{Exclusion, Properties, Verdict};
use crate::store::{Fence, NewEvent, NewRun, Recorded, StoreError, StoredTrigger};
use crate::time::{add, until};

/// How often providers are asked whether they still have what was registered.
const CHECK: Duration = Duration::from_secs(3600);

impl Core {
    /// Starts the registration of each source that is not as wanted.
    pub(super) async fn register_sources(self: &Arc<Self>) -> Result<(), StoreError> {
        for key in self.sources.unsettled() {
            self.start_own(OwnJob::Register, &key).await?;
        }
        Ok(())
    }

    /// Starts one of the library's own jobs for a source, in place of a run that began earlier: what
    /// that one found at the provider may not hold any more.
    async fn start_own(
        self: &Arc<Self>,
        job: OwnJob,
        key: &SourceKey,
    ) -> Result<RunId, StoreError> {
        let superseded = Error::permanent("a newer run took its place");
        for earlier in OwnJob::ALL {
            let name = earlier.event_name(key);
            let (reason, now) = (superseded.clone(), self.clock.now());
            let stirred = self
                .store
                .cancel_runs_of(earlier.id(), name, reason, now)
                .await?;
            self.stir(stirred);
        }
        let mut reserved = self.reserve();
        let id = RunId::new();
        let payload = to_raw_value(key).map_err(|error| StoreError::Corrupt(error.to_string()))?;
        let run = NewRun {
            id,
            job: job.id(),
            version: env!("CARGO_PKG_VERSION"),
            properties: Properties::new().with("Source", key),
            invalid: None,
            slot: None,
            parent: None,
            taker: reserved.taker(job.id()),
            payload: payload.clone().into(),
        };
        let event = self.event_for(job.event_name(key), None, payload, vec![run], false);
        let launch = move |recorded: &mut Recorded| {
            reserved.launch(std::slice::from_mut(recorded));
        };
        self.store.record_event(event, launch).await?;
        // A command has no room of its own: a process that serves executes the run.
        self.wake_peers().await?;
        self.stop_lost().await;
        Ok(id)
    }

    /// Asks providers now and then whether they still have what was registered. Those that another
    /// process has asked lately are left alone, except at the start.
    pub(super) async fn watch_sources(self: &Arc<Self>) -> Result<(), StoreError> {
        let mut at_start = true;
        loop {
            for key in self.sources.registered_ones() {
                let checked_at = self.sources.checked_at(&key);
                let lately = checked_at.is_some_and(|at| until(at, self.clock.now()) < CHECK / 2);
                if at_start || !lately {
                    self.check_source(&key).await?;
                }
            }
            at_start = false;
            self.clock.sleep_until(add(self.clock.now(), CHECK)).await;
        }
    }

    /// Asks the provider of a source, and has what has drifted registered anew.
    async fn check_source(self: &Arc<Self>, key: &SourceKey) -> Result<CheckRecord, StoreError> {
        let finding = match self.sources.check(key).await {
            Ok(finding) => finding,
            Err(error) => CheckFinding::Unreachable {
                reason: format!("{error:#}"),
            },
        };
        let run = match finding {
            CheckFinding::Drifted { .. } => Some(self.start_own(OwnJob::Register, key).await?),
            _ => None,
        };
        Ok(CheckRecord {
            source: key.to_string(),
            finding,
            run,
        })
    }

    /// The same for one source, or for all that are registered.
    pub(super) async fn check_sources(
        self: &Arc<Self>,
        source: Option<String>,
    ) -> Result<Vec<CheckRecord>, StoreError> {
        let keys = match source {
            Some(source) => vec![self.known(source).await?],
            None => self.sources.registered_ones(),
        };
        let mut checked = Vec::new();
        for key in keys {
            checked.push(self.check_source(&key).await?);
        }
        Ok(checked)
    }

    /// Has a source registered anew, by the run that is given.
    pub(super) async fn register_source(
        self: &Arc<Self>,
        source: String,
        inherited: Option<Inherited>,
    ) -> Result<RunId, StoreError> {
        let key = self.known(source).await?;
        self.sources.unsettle(&key, inherited).await?;
        self.start_own(OwnJob::Register, &key).await
    }

    /// Removes what a source that no job wants has registered, by the run that is given, or forgets
    /// it.
    pub(super) async fn prune_source(
        self: &Arc<Self>,
        source: String,
        pruned: Pruned,
    ) -> Result<Option<RunId>, StoreError> {
        let key = self.known(source).await?;
        match self.sources.prune(&key, pruned).await? {
            true => self.start_own(OwnJob::Deregister, &key).await.map(Some),
            false => Ok(None),
        }
    }

    async fn known(&self, source: String) -> Result<SourceKey, StoreError> {
        let key = SourceKey::from_stored(source);
        let found = self.sources.reload(&key).await;
        match found.map_err(|error| StoreError::Corrupt(format!("{error:#}")))? {
            Some(_) => Ok(key),
            None => Err(StoreError::NoSource(key.to_string())),
        }
    }

    /// Keeps a dynamic trigger and has its source registered; from within a run, as long as this
    /// worker owns it.
    pub(super) async fn register_trigger(
        self: &Arc<Self>,
        fence: Option<Fence>,
        request: TriggerRequest,
    ) -> Result<()> {
        let kind = request.kind;
        let Some(known) = self.sources.declared().trigger(kind) else {
            return Err(Error::permanent(format!(
                "no job of the app is triggered by `{kind}`, so what it registers would start \
                 nothing: add a job with `trigger = Via::<…>` of it"
            )));
        };
        let integration = known.source.integration;
        if self.registry.integrations().find(integration).is_none() {
            let name = integration.type_name;
            return Err(Error::permanent(format!(
                "`{kind}` registers with `{name}`: add `.integration({name}::from_env())` to the \
                 app"
            )));
        }
        let bound = known
            .source
            .bind(request.params.clone(), request.account.clone())?;
        let trigger = StoredTrigger {
            kind: kind.to_owned(),
            key: request.key,
            source: bound.key.clone(),
            params: request.params,
            account: request.account,
            metadata: request.metadata,
        };
        let keep = || self.store.register_trigger(fence, trigger.clone());
        let earlier = self.persist(keep).await?;
        for source in earlier.into_iter().filter(|source| *source != bound.key) {
            self.follow(&source).await?;
        }
        self.follow(&bound.key).await
    }

    /// Forgets a dynamic trigger, and has what nothing else wants removed. Says whether there was
    /// one.
    pub(super) async fn unregister_trigger(
        self: &Arc<Self>,
        fence: Option<Fence>,
        kind: &'static str,
        key: String,
    ) -> Result<bool> {
        let forget = || {
            let kind = kind.to_owned();
            self.store.unregister_trigger(fence, kind, key.clone())
        };
        let Some(source) = self.persist(forget).await? else {
            return Ok(false);
        };
        self.follow(&source).await?;
        Ok(true)
    }

    /// Has a source follow what its dynamic triggers want now: registered, or removed.
    async fn follow(self: &Arc<Self>, key: &SourceKey) -> Result<()> {
        // A test asks no provider.
        if self.conduct.activity.is_some() {
            return self.sources.reload(key).await.map(drop);
        }
        let Some(entry) = self.sources.reload(key).await? else {
            return Ok(());
        };
        if entry.is_unwanted() {
            self.start_own(OwnJob::Deregister, key).await?;
        } else if entry.is_unsettled() {
            self.start_own(OwnJob::Register, key).await?;
        }
        Ok(())
    }

    /// The events that an event of a source is for dynamic triggers, with the runs that they start.
    pub(super) fn passed_on(
        &self,
        event: &NewEvent,
        payload: &RawValue,
        triggers: &[StoredTrigger],
        reserved: &mut Reserved,
    ) -> Vec<NewEvent> {
        let pass = |trigger: &StoredTrigger| {
            let kind = self.sources.declared().trigger(&trigger.kind)?;
            let named = kind.event.names.contains(&&*event.name);
            // What cannot be asked is not lost: it becomes a run that says so.
            let left_out = matches!(
                (kind.filter)(payload.get()),
                Ok(Verdict::Excluded(Exclusion { .. }))
            );
            if !named || left_out {
                return None;
            }
            let passed = to_raw_value(&Passed {
                event: payload,
                name: &event.name,
                key: &trigger.key,
                account: trigger.account.as_deref(),
                metadata: &trigger.metadata,
            });
            let passed = passed.ok()?;
            let runs = self
                .registry
                .runs_of(&None, kind.id, &passed, |job| reserved.taker(job));
            let source = event.source.as_ref().map_or("", SourceKey::as_str);
            // Known again by the event's own id, once for each trigger.
            let id = SourceKey::new(kind.id, [&*trigger.key, source, &*event.id]);
            let mut passed = self.event_for(kind.id.to_owned(), None, passed, runs, false);
            passed.id = id.to_string();
            passed.happened_at = event.happened_at;
            passed.received_at = event.received_at;
            Some(passed)
        };
        triggers.iter().filter_map(pass).collect()
    }
}
