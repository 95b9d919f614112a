//! The jobs that the clock starts.

use std::slice;
use std::sync::Arc;

use serde_json::value::{RawValue, to_raw_value};

use super::Core;
use crate::engine::registry::RegisteredJob;
use crate::job::Binding;
use crate::spec::{Schedule, Tick};
use crate::store::{Due, StoreError};
use crate::time::Timestamp;

/// A scheduled job, and when it ticks.
struct Scheduled<'c> {
    job: &'c RegisteredJob,
    schedule: Schedule,
    due: Due,
}

impl Core {
    /// Starts scheduled jobs at their times. Ticks that were missed while no process served are
    /// skipped.
    pub(super) async fn keep_schedules(self: &Arc<Self>) -> Result<(), StoreError> {
        let mut scheduled = self.scheduled().await?;
        loop {
            let Some(next) = scheduled.iter_mut().min_by_key(|job| job.due.next_at) else {
                return std::future::pending().await;
            };
            self.clock.sleep_until(next.due.next_at).await;
            match self.tick(next).await? {
                Some(due) => next.due = due,
                // Without a next tick there is nothing more to wait for.
                None => scheduled.retain(|job| job.due.next_at > self.clock.now()),
            }
        }
    }

    pub(super) async fn begin_schedules(&self) -> Result<(), StoreError> {
        self.scheduled().await.map(drop)
    }

    async fn scheduled(&self) -> Result<Vec<Scheduled<'_>>, StoreError> {
        let mut scheduled = Vec::new();
        for job in self.registry.jobs() {
            let Binding::Schedule(schedule) = job.binding else {
                continue;
            };
            let now = self.clock.now();
            let Some(first) = schedule.next_after(now).filter(|_| (job.def.enabled)()) else {
                continue;
            };
            let id = job.def.meta.id;
            let keep = || {
                self.store
                    .keep_schedule(id, schedule.to_string(), first, now)
            };
            let due = self.persist(keep).await?;
            scheduled.push(Scheduled { job, schedule, due });
        }
        Ok(scheduled)
    }

    /// Fires the ticks that are due, for an engine that is conducted by hand. Says how many there
    /// were, and when the next one is.
    pub(super) async fn fire_due(
        self: &Arc<Self>,
    ) -> Result<(usize, Option<Timestamp>), StoreError> {
        let (mut fired, mut first) = (0, None::<Timestamp>);
        for job in self.registry.jobs() {
            let Binding::Schedule(schedule) = job.binding else {
                continue;
            };
            let Some(mut due) = self.store.due(job.def.meta.id).await? else {
                continue;
            };
            if due.next_at <= self.clock.now() {
                let scheduled = Scheduled { job, schedule, due };
                let Some(following) = self.tick(&scheduled).await? else {
                    continue;
                };
                (fired, due) = (fired + 1, following);
            }
            first = Some(first.map_or(due.next_at, |first| first.min(due.next_at)));
        }
        Ok((fired, first))
    }

    /// Fires a tick that is due, and says when the next one is.
    async fn tick(self: &Arc<Self>, scheduled: &Scheduled<'_>) -> Result<Option<Due>, StoreError> {
        let Due { next_at, last_at } = scheduled.due;
        let job = scheduled.job.def.meta.id;
        let payload = tick_payload(next_at, last_at)?;
        // A clock that was set forward does not make every tick in between fire.
        let after = next_at.max(self.clock.now());
        let Some(following) = scheduled.schedule.next_after(after) else {
            return Ok(None);
        };
        let write = || {
            let mut reserved = self.reserve();
            let run = scheduled
                .job
                .start_unfiltered(payload.get(), || reserved.owner());
            let name = format!("schedule.{job}");
            let mut event = self.event_for(name, None, payload.clone(), run, false);
            event.id = format!("{job}@{next_at}");
            event.happened_at = next_at;
            let core = Arc::clone(self);
            let committed = move |(_, recorded): &mut (_, Option<_>)| {
                if let Some(recorded) = recorded {
                    core.note_tick(job, next_at);
                    reserved.launch(slice::from_mut(recorded));
                }
            };
            self.store.tick(job, next_at, following, event, committed)
        };
        self.persist(write).await
    }
}

pub(super) fn tick_payload(
    ts: Timestamp,
    last_ts: Option<Timestamp>,
) -> Result<Box<RawValue>, StoreError> {
    to_raw_value(&Tick { ts, last_ts }).map_err(|error| StoreError::Corrupt(error.to_string()))
}
