//! What people do to runs: start, cancel, try again, repeat, move on, and wait for their end.

use std::slice;
use std::sync::Arc;
use std::time::Duration;

use serde_json::value::{RawValue, to_raw_value};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinSet;

use super::{Core, generated_id};
use crate::engine::{Action, OwnJob, Progress};
use crate::error::Error;
use crate::id::RunId;
use crate::record::{Changed, RunRecord};
use crate::run::AccountId;
use crate::store::{Affected, Batch, Control, Recorded, RunQuery, StoreError};
use crate::time::add;

/// How often a run is looked at that another process may be executing. What happens in this
/// process announces itself.
const LOOK: Duration = Duration::from_millis(500);

/// How many runs are repeated at once.
const REPLAYED: usize = 100;

impl Core {
    /// Changes one run.
    pub(super) async fn change(
        self: &Arc<Self>,
        run: RunId,
        action: Action,
    ) -> Result<Affected, StoreError> {
        let core = Arc::clone(self);
        let committed = move |affected: &mut Affected| core.changed(affected);
        let control = self.control_of(action);
        let now = self.clock.now();
        let affected = self.store.control(run, control, now, committed).await?;
        self.wake_peers().await?;
        Ok(affected)
    }

    /// Changes every run that matches a query and for which it makes sense.
    pub(super) async fn change_all(
        self: &Arc<Self>,
        query: RunQuery,
        action: Action,
    ) -> Result<Changed, StoreError> {
        let mut changed = Changed::default();
        let mut from = None;
        loop {
            let batch = self
                .change_some(query.clone(), action.clone(), from)
                .await?;
            changed.runs.extend(batch.affected.iter().map(|run| run.id));
            changed.skipped += batch.skipped;
            from = batch.next;
            if from.is_none() {
                return Ok(changed);
            }
        }
    }

    /// Changes the next runs that match a query, from a place on.
    pub(super) async fn change_some(
        self: &Arc<Self>,
        query: RunQuery,
        action: Action,
        from: Option<i64>,
    ) -> Result<Batch, StoreError> {
        let core = Arc::clone(self);
        let committed = move |batch: &mut Batch| {
            batch.affected.iter().for_each(|run| core.changed(run));
        };
        let (control, now) = (self.control_of(action), self.clock.now());
        let batch = self
            .store
            .control_batch(query, control, from, now, committed)
            .await?;
        self.wake_peers().await?;
        Ok(batch)
    }

    fn control_of(&self, action: Action) -> Control {
        match action {
            Action::Cancel { reason } => Control::Cancel(Error::permanent(reason)),
            Action::Retry => Control::Retry {
                except: OwnJob::Register.id(),
            },
            Action::MoveToCurrent => {
                let jobs = self.registry.jobs().map(|job| job.def.meta);
                Control::Move(Arc::new(jobs.map(|meta| (meta.id, meta.version)).collect()))
            }
        }
    }

    /// What follows in this process from a change that is committed. Called on the writing thread.
    fn changed(&self, run: &Affected) {
        self.note_queued();
        self.stir(run.stirred.iter().copied());
        run.children.iter().for_each(|child| self.changed(child));
        // A run that executes here says itself that it has come to rest.
        if run.status.is_finished() && !self.sessions.stop(run.seq) {
            self.tell_rested(run.id, &run.job, run.status);
        }
    }

    /// Starts a new run that repeats another one, on its payload or another. A key that was used
    /// for the run before starts nothing, and gives the run that it started then.
    pub(super) async fn replay(
        self: &Arc<Self>,
        original: RunId,
        payload: Option<Box<RawValue>>,
        key: Option<String>,
    ) -> Result<RunId, StoreError> {
        let found = self.store.run(original).await?;
        let found = found.ok_or(StoreError::NoRun(original))?;
        let job = self.registry.job(&found.summary.job);
        let job = job.ok_or(StoreError::NoJob(found.summary.job))?;
        let given = match &payload {
            Some(payload) => Ok(payload.clone()),
            None => to_raw_value(&found.payload),
        };
        let given = given.map_err(|error| StoreError::Corrupt(error.to_string()))?;
        let mut reserved = self.reserve();
        let mut run = job.start_by(&found.summary.event.name, &given, |job| reserved.taker(job));
        if let Some(key) = key {
            run.id = original.replayed_as(&key);
        }
        let id = run.id;
        let edited = payload.map(|payload| (generated_id(), payload));
        let launch = move |recorded: &mut Recorded| reserved.launch(slice::from_mut(recorded));
        let now = self.clock.now();
        self.store
            .replay(original, run, edited, now, launch)
            .await?;
        self.wake_peers().await?;
        Ok(id)
    }

    /// Repeats every run that matches a query.
    pub(super) async fn replay_all(
        self: &Arc<Self>,
        mut query: RunQuery,
    ) -> Result<Changed, StoreError> {
        let mut changed = Changed::default();
        query.limit = REPLAYED;
        loop {
            // The new runs are newer than all that is still to come.
            let found = self.store.runs(query.clone()).await?;
            let mut replays = JoinSet::new();
            for run in &found {
                let (core, id) = (Arc::clone(self), run.id);
                replays.spawn_on(
                    async move { core.replay(id, None, None).await },
                    &self.runtime,
                );
            }
            for replayed in replays.join_all().await {
                match replayed {
                    Ok(run) => changed.runs.push(run),
                    Err(StoreError::NoJob(_)) => changed.skipped += 1,
                    Err(error) => return Err(error),
                }
            }
            match found.last() {
                Some(last) if found.len() == REPLAYED => query.after = Some(last.id),
                _ => return Ok(changed),
            }
        }
    }

    /// Starts a run of a job by a call. A key that was used for the job before starts nothing, and
    /// gives the run that it started then.
    pub(super) async fn invoke(
        self: &Arc<Self>,
        id: &str,
        payload: Box<RawValue>,
        account: Option<AccountId>,
        key: Option<String>,
    ) -> Result<RunId, StoreError> {
        let job = self.registry.job(id);
        let job = job.ok_or_else(|| StoreError::NoJob(id.to_owned()))?;
        let mut reserved = self.reserve();
        let run = job.start_unfiltered(&payload, |job| reserved.taker(job));
        let run_id = run.id;
        let mut event = self.event_for(format!("invoke.{id}"), None, payload, vec![run], false);
        event.context = AccountId::context_of(account.as_ref()).into();
        if let Some(key) = key {
            event.id = format!("invoke.{id}:{key}");
        }
        let event_id = event.id.clone();
        let launch = move |recorded: &mut Recorded| reserved.launch(slice::from_mut(recorded));
        let recorded = self.store.record_event(event, launch).await?;
        self.wake_peers().await?;
        if recorded.is_new {
            return Ok(run_id);
        }
        let known = self.store.runs_of_event(event_id).await?;
        let gone = || StoreError::Corrupt("an invocation has no run".to_owned());
        known.into_iter().next().ok_or_else(gone)
    }

    /// Waits until a run has ended.
    pub(super) async fn finished(&self, run: RunId) -> Result<RunRecord, StoreError> {
        let mut rests = self.rests.subscribe();
        loop {
            let record = self.store.run(run).await?.ok_or(StoreError::NoRun(run))?;
            if record.summary.status.is_finished() {
                return Ok(record);
            }
            tokio::select! {
                () = rested(&mut rests, run) => {}
                () = self.clock.sleep_until(add(self.clock.now(), LOOK)) => {}
            }
        }
    }
}

/// Resolves when a run has come to rest in this process, or may have.
async fn rested(rests: &mut broadcast::Receiver<Progress>, awaited: RunId) {
    loop {
        match rests.recv().await {
            Ok(Progress::Rested { run, .. }) if run == awaited => return,
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => return,
            // The engine that is asked is the sender.
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}
