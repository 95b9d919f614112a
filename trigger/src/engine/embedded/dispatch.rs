//! From the queue to execution: room, order, time, and the end of it all.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use serde_json::value::RawValue;
use tokio::task::JoinSet;

use super::places::{Free, Place};
use super::watchdog::Part;
use super::{Core, generated_id};
use crate::engine::registry::RegisteredJob;
use crate::engine::{OwnJob, Publish};
use crate::id::RunId;
use crate::job::EventBinding;
use crate::run::{AccountId, BoxFuture, RunStatus};
use crate::source::{Attributes, SourceKey};
use crate::store::{
    Claimed, Claims, NewEvent, NewRun, Parked, PayloadPlace, Recorded, StoreError, Taker,
};
use crate::time::{Timestamp, add};

/// How many runs are taken from the queue in one commit.
const BATCH: usize = 64;

/// How often a run is looked at that another process may be executing.
const LOOK: Duration = Duration::from_millis(200);

impl Core {
    /// Executes a run that this worker has taken.
    pub(super) fn launch(self: &Arc<Self>, claimed: Claimed, place: Place) {
        let core = Arc::clone(self);
        let (run, fence) = (claimed.origin.id, claimed.fence);
        let execution = async move {
            // In a box, because each function that is handed a future holds it twice.
            let execution = Box::pin(core.execute(claimed, Some(place.clone())));
            core.guard(run, fence, execution).await;
            drop(place);
        };
        match &self.conduct.activity {
            Some(activity) => activity.spawn(&self.runtime, fence, execution),
            None => drop(self.runtime.spawn(execution)),
        }
    }

    /// Executes until `shutdown` resolves, then lets executing runs come to rest.
    pub(super) async fn serve(
        self: &Arc<Self>,
        shutdown: BoxFuture<'_, ()>,
    ) -> Result<(), StoreError> {
        self.renew_lease().await?;
        self.store.set_limits(self.registry.limits()).await?;
        self.keep_schedules().await?;
        self.keep_polls().await?;
        self.places.open();
        self.register_sources().await?;
        let outcome = tokio::select! {
            error = self.keep_going(Part::Heartbeat, || self.heartbeat()) => Err(error),
            error = self.keep_going(Part::Queue, || self.fetch()) => Err(error),
            error = self.keep_going(Part::Clock, || self.watch_the_clock()) => Err(error),
            error = self.keep_going(Part::Poller, || self.ask_sources()) => Err(error),
            error = self.keep_going(Part::Listener, || self.listen()) => Err(error),
            error = self.keep_going(Part::Retention, || self.forget()) => Err(error),
            error = self.keep_going(Part::Sources, || self.watch_sources()) => Err(error),
            () = shutdown => Ok(()),
        };
        let rested = self.rest().await;
        outcome.and(rested)
    }

    /// Fetches queued runs whenever there may be some and there is room.
    async fn fetch(self: &Arc<Self>) -> Result<(), StoreError> {
        tokio::try_join!(self.fetch_in_turn(), self.fetch_idle()).map(|_| ())
    }

    async fn fetch_in_turn(self: &Arc<Self>) -> Result<(), StoreError> {
        loop {
            let first = self.places.free().await;
            if self.start_queued(first).await? == 0 {
                self.queued.notified().await;
            }
        }
    }

    async fn fetch_idle(self: &Arc<Self>) -> Result<(), StoreError> {
        loop {
            self.places.idle().await;
            self.start_idle().await?;
        }
    }

    /// Says which runs were set aside, to the log and to processes that may have their jobs.
    async fn parked(&self, parked: Vec<Parked>) -> Result<(), StoreError> {
        if parked.is_empty() {
            return Ok(());
        }
        for Parked { run, job, version } in parked {
            tracing::warn!(%run, job, version,
                "put away: this program has not the run's job in a compatible version");
            self.tell_rested(run, &job, RunStatus::Waiting);
        }
        self.wake_peers().await
    }

    /// Tells the other processes of the app, if there can be any, that there is something to do.
    pub(super) async fn wake_peers(&self) -> Result<(), StoreError> {
        match &self.lease {
            Some(lease) => lease.wake_peers(&self.store).await,
            None => Ok(()),
        }
    }

    /// Starts queued runs, as many as there is room for beside the place that is given. Says how
    /// many were found, which may be for another program to start.
    pub(super) async fn start_queued(self: &Arc<Self>, first: Free) -> Result<usize, StoreError> {
        let mut places = vec![first];
        while places.len() < BATCH
            && let Some(free) = self.places.try_free()
        {
            places.push(free);
        }
        let room = places.len();
        let last = self.last_turn().clone();
        let claim = || {
            let (codes, last) = (Arc::clone(&self.codes), last.clone());
            let now = self.clock.now();
            self.store.claim(self.worker, codes, room, last, now)
        };
        let claims = self.persist(claim).await?;
        if let Some(claimed) = claims.claimed.last() {
            self.last_turn().clone_from(&claimed.job);
        }
        self.start(claims, places).await
    }

    /// Starts, where all places are taken but kept ones, a queued run of each job that has none, as
    /// far as they go. Says how many were found.
    pub(super) async fn start_idle(self: &Arc<Self>) -> Result<usize, StoreError> {
        let own = OwnJob::ALL.into_iter().map(OwnJob::id);
        let jobs = self.registry.jobs().map(|job| job.def.meta.id).chain(own);
        let idle = self.places.without(jobs);
        let places = self.places.kept(idle.len());
        if places.is_empty() {
            return Ok(0);
        }
        let (room, idle) = (places.len(), Arc::<[_]>::from(idle));
        let claim = || {
            let (codes, idle) = (Arc::clone(&self.codes), Arc::clone(&idle));
            let now = self.clock.now();
            self.store.claim_of(idle, self.worker, codes, room, now)
        };
        let claims = self.persist(claim).await?;
        self.start(claims, places).await
    }

    /// Starts the runs that were claimed. Says how many were found.
    async fn start(
        self: &Arc<Self>,
        claims: Claims,
        places: Vec<Free>,
    ) -> Result<usize, StoreError> {
        let found = claims.claimed.len() + claims.parked.len();
        for (claimed, free) in claims.claimed.into_iter().zip(places) {
            let place = self.places.occupy(free, &claimed.job);
            self.launch(claimed, place);
        }
        self.parked(claims.parked).await?;
        Ok(found)
    }

    /// The job whose turn it was last.
    fn last_turn(&self) -> std::sync::MutexGuard<'_, String> {
        self.last_turn
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Says that this worker is alive, where others could take it for gone.
    pub(super) async fn renew_lease(&self) -> Result<(), StoreError> {
        match &self.lease {
            Some(lease) => lease.renew(&self.store, &self.clock).await.map(drop),
            None => Ok(()),
        }
    }

    /// Does what is due, and sleeps until the next thing is: puts waiting runs back into the queue
    /// when their time has come, publishes delayed events, and fires the ticks of schedules.
    async fn watch_the_clock(self: &Arc<Self>) -> Result<(), StoreError> {
        loop {
            let wake = || self.wake_due();
            let (woken, wakes) = self.persist(wake).await?;
            if woken > 0 {
                self.note_queued();
            }
            let (_, events) = self.publish_due().await?;
            let (_, ticks) = self.fire_due().await?;
            let next = [wakes, events, ticks].into_iter().flatten().min();
            *self.next_due() = next;
            let due = async {
                match next {
                    Some(next) => self.clock.sleep_until(next).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = due => {}
                () = self.put_away.notified() => {}
            }
        }
    }

    /// Puts runs whose time has come back into the queue, and those whose time is about to come: until
    /// it has, they wait in memory. Says how many, and when to look again.
    pub(super) async fn wake_due(&self) -> Result<(usize, Option<Timestamp>), StoreError> {
        let (now, ahead) = (self.clock.now(), self.conduct.ahead);
        let (woken, next) = self.store.wake_due(now, add(now, ahead)).await?;
        let look = |due| {
            let early = self.ahead_of(due);
            // What is still there so shortly before its time is not to go on before it.
            if early > now { early } else { due }
        };
        Ok((woken, next.map(look)))
    }

    /// When a run is woken that is to go on at a time.
    fn ahead_of(&self, due: Timestamp) -> Timestamp {
        due.saturating_sub(self.conduct.ahead).unwrap_or(due)
    }

    /// Publishes the events whose time has come. Says how many, and when the next one is due.
    pub(super) async fn publish_due(
        self: &Arc<Self>,
    ) -> Result<(usize, Option<Timestamp>), StoreError> {
        let mut published = 0;
        loop {
            let read = || self.store.due_events(self.clock.now(), BATCH);
            let (due, next) = self.persist(read).await?;
            if due.is_empty() {
                return Ok((published, next));
            }
            published += due.len();
            for event in due {
                let publish = || {
                    let mut reserved = self.reserve();
                    let publish = Publish {
                        id: Some(event.id.clone()),
                        name: event.name.clone(),
                        payload: event.payload.clone(),
                    };
                    let mut new = self.own_event(publish, event.is_test, &mut reserved);
                    new.happened_at = event.due_at;
                    new.context = AccountId::context_of(event.account.as_ref()).into();
                    let launch = move |recorded: &mut Option<Recorded>| {
                        reserved.launch(recorded.as_mut_slice());
                    };
                    self.store.publish_due(new, launch)
                };
                self.persist(publish).await?;
            }
        }
    }

    /// Notes that a run was put away or an event is delayed, so that the timer looks if that is
    /// before what it waits for.
    pub(super) fn note_put_away(&self, wake_at: Timestamp) {
        let look = self.ahead_of(wake_at);
        if self.next_due().is_none_or(|next| look < next) {
            self.put_away.notify_one();
        }
    }

    fn next_due(&self) -> std::sync::MutexGuard<'_, Option<Timestamp>> {
        self.next_due.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says that this worker is alive, and looks for what others have left and done, if anything.
    pub(super) async fn heartbeat(&self) -> Result<(), StoreError> {
        let Some(lease) = &self.lease else {
            return std::future::pending().await;
        };
        // What the database's content was called when this last looked at what others have done.
        let mut seen = None;
        loop {
            let next = add(self.clock.now(), lease.heartbeat());
            self.clock.sleep_until(next).await;
            let renewed = lease.renew(&self.store, &self.clock).await;
            self.note_heartbeat(&renewed);
            let version = match renewed {
                Ok(renewed) => {
                    if renewed.runs > 0 {
                        let runs = renewed.runs;
                        tracing::info!(runs, "took over what another worker left");
                    }
                    if renewed.has_taken_over {
                        seen = None;
                    }
                    Some(renewed.data_version)
                }
                // A database that cannot be written now may be writable in a moment. Until then
                // others may take this worker for gone.
                Err(error) => {
                    tracing::error!(%error, "cannot renew the worker's lease");
                    None
                }
            };
            if version.is_none() || version != seen {
                seen = match self.look_at_others().await {
                    Ok(()) => version,
                    Err(error) => {
                        tracing::error!(%error, "cannot read what other processes have done");
                        None
                    }
                };
            }
        }
    }

    /// Looks for whatever other processes may have done: one that queued a run or put it away may
    /// have ended before it said so.
    async fn look_at_others(&self) -> crate::error::Result<()> {
        self.note_queued();
        self.put_away.notify_one();
        self.polls.given_back.notify_one();
        self.sessions.stir_all();
        self.look_for_lost().await?;
        self.sources.refresh().await?;
        Ok(self.polls.refresh(&self.store).await?)
    }

    /// Wakes the parts of this engine when another process asks for it.
    async fn listen(&self) -> Result<(), StoreError> {
        let Some(lease) = &self.lease else {
            return std::future::pending().await;
        };
        loop {
            lease.woken().await;
            self.note_queued();
            self.put_away.notify_one();
            self.stop_lost().await;
            self.sessions.stir_all();
        }
    }

    /// Takes no more runs, and lets those that execute finish or lets go of them.
    async fn rest(&self) -> Result<(), StoreError> {
        self.is_leaving.store(true, Ordering::Relaxed);
        let all_rest = self.places.rest();
        let deadline = add(self.clock.now(), self.grace);
        let rested = tokio::select! {
            () = all_rest => true,
            () = self.clock.sleep_until(deadline) => false,
        };
        if !rested {
            self.halt.send_replace(true);
            // Each run that is let go of gives its place back once that is committed.
            self.places.rest().await;
        }
        self.store
            .give_back_polls(self.worker, self.clock.now())
            .await?;
        let (gone, in_memory) = (vec![self.worker], self.conduct.in_memory());
        self.store
            .bury(gone, self.worker, in_memory, self.clock.now())
            .await?;
        if let Err(error) = self.store.empty_log().await {
            // It is read again at the next start.
            tracing::debug!(%error, "the log is left as it is");
        }
        Ok(())
    }

    pub(super) fn event_for(
        &self,
        name: String,
        source: Option<SourceKey>,
        payload: Box<RawValue>,
        runs: Vec<NewRun>,
        is_test: bool,
    ) -> NewEvent {
        let now = self.clock.now();
        NewEvent {
            id: generated_id(),
            source,
            name,
            happened_at: now,
            received_at: now,
            context: Attributes::default(),
            is_test,
            payload: PayloadPlace::Own(payload),
            runs,
        }
    }

    /// The event of a run that a call starts: the first of those that would.
    pub(super) fn call_event(
        &self,
        job: &RegisteredJob,
        payload: Box<RawValue>,
        run: NewRun,
        is_test: bool,
    ) -> NewEvent {
        let bound = job.event_of(payload.get());
        let name = bound.and_then(|bound| bound.event.names.first());
        let name = (*name.unwrap_or(&job.def.meta.id)).to_owned();
        let source = bound.and_then(EventBinding::source_key);
        self.event_for(name, source, payload, vec![run], is_test)
    }

    /// Runs one job in this process and to its end; waits are waited for here.
    pub(super) async fn try_job(
        self: &Arc<Self>,
        job: &str,
        payload: Box<RawValue>,
    ) -> Result<RunId, StoreError> {
        let job = self
            .registry
            .job(job)
            .ok_or_else(|| StoreError::Corrupt(format!("the app has no job `{job}`")))?;
        self.renew_lease().await?;
        let alone = Taker {
            worker: self.worker,
            is_first: false,
        };
        let run = job.start_unfiltered(&payload, |_| Some(alone));
        let id = run.id;
        let event = self.call_event(job, payload, run, true);
        let recorded = self.store.record_event(event, |_| ()).await?;
        let lease = async {
            // Only an error ends it, and then the run's own writes say so.
            let _ = self.heartbeat().await;
        };
        let execute = async {
            for claimed in recorded.claimed {
                self.execute(claimed, None).await;
            }
            self.see_through(id).await
        };
        tokio::select! {
            seen = execute => seen?,
            () = lease => {}
        }
        Ok(id)
    }

    /// Executes a run again each time that it is due, and the runs that it has invoked, until it
    /// has ended. A process that serves the same database may be the one to execute them, so it is
    /// looked at now and then.
    pub(super) async fn see_through(self: &Arc<Self>, run: RunId) -> Result<(), StoreError> {
        let mut executing = JoinSet::new();
        while let Some(record) = self.store.run(run).await? {
            if record.summary.status.is_finished() {
                break;
            }
            let now = self.clock.now();
            for claimed in self.store.claim_family(run, self.worker, now).await? {
                let core = Arc::clone(self);
                executing.spawn(async move { core.execute(claimed, None).await });
            }
            tokio::select! {
                Some(_) = executing.join_next() => {}
                () = self.clock.sleep_until(add(now, LOOK)) => {}
            }
        }
        Ok(())
    }
}
