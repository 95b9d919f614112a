//! An engine that nothing drives but the one who holds it: for tests on virtual time.
//!
//! Instead of serving, it is asked to [settle](Embedded::settle), which returns when nothing can
//! proceed without time passing, and when [what comes next](Embedded::next_due) is due. So nobody
//! polls and nobody sleeps, and what happens is the same every time.

use std::slice;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::schedule::tick_payload;
use super::{Core, Embedded, generated_id};
use crate::engine::registry::RegisteredJob;
use crate::id::{RunId, WorkerId};
use crate::job::Binding;
use crate::source::{Attributes, SourceKey};
use crate::store::{NewEvent, PayloadPlace, Recorded, StoreError};
use crate::time::Timestamp;

/// An event that arrives as if its source had verified it.
#[derive(Debug)]
pub(crate) struct Arrival {
    pub(crate) source: Option<SourceKey>,
    pub(crate) name: String,
    pub(crate) payload: Box<RawValue>,
}

/// What became of it.
#[derive(Debug)]
pub(crate) struct Arrived {
    pub(crate) event: String,
    pub(crate) runs: Vec<RunId>,
}

impl Embedded {
    /// Makes room for runs and begins the schedules. The engine needs an
    /// [`Activity`](super::Activity).
    pub(crate) async fn begin(&self) -> Result<(), StoreError> {
        self.core.places.open();
        self.core.keep_schedules().await
    }

    /// Has everything happen that can happen now.
    pub(crate) async fn settle(&self) -> Result<(), StoreError> {
        let core = &self.core;
        loop {
            if let Some(activity) = &core.conduct.activity {
                activity.stillness(&core.clock).await;
            }
            if !core.start_what_can_start().await? {
                return Ok(());
            }
        }
    }

    /// When something is due that is not due yet; `None` when nothing ever is.
    pub(crate) async fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        let core = &self.core;
        let (_, run) = core.wake_due().await?;
        let (_, event) = core.publish_due().await?;
        let (_, tick) = core.fire_due().await?;
        let awaited = core.clock.next_awaited();
        Ok([run, event, tick, awaited].into_iter().flatten().min())
    }

    /// Drops all that executes, where it stands, and has what it did taken up from the store: what
    /// the next process does when this one ends without notice.
    pub(crate) async fn crash(&self) -> Result<(), StoreError> {
        let core = &self.core;
        if let Some(activity) = &core.conduct.activity {
            activity.abandon().await;
        }
        // In the eyes of another worker this one is gone: it never said that it is alive.
        let other = WorkerId::new();
        let (in_memory, now) = (core.conduct.in_memory(), core.clock.now());
        core.store.bury(Vec::new(), other, in_memory, now).await?;
        Ok(())
    }

    /// Has an event arrive, and starts the jobs that it triggers.
    pub(crate) async fn arrive(&self, arrival: Arrival) -> Result<Arrived, StoreError> {
        let core = &self.core;
        let now = core.clock.now();
        let mut reserved = core.reserve();
        let Arrival {
            source,
            name,
            payload,
        } = arrival;
        let event = NewEvent {
            id: generated_id(),
            runs: core
                .registry
                .runs_of(&source, &name, &payload, |job| reserved.taker(job)),
            source,
            name,
            happened_at: now,
            received_at: now,
            context: Attributes::default(),
            is_test: false,
            payload: PayloadPlace::Own(payload),
        };
        let id = event.id.clone();
        let launch = move |recorded: &mut Recorded| reserved.launch(slice::from_mut(recorded));
        let recorded = core.store.record_event(event, launch).await?;
        Ok(Arrived {
            event: id,
            runs: recorded.runs,
        })
    }

    /// Starts a job with a payload, whatever its filter says.
    pub(crate) async fn call(
        &self,
        job: &RegisteredJob,
        payload: Box<RawValue>,
    ) -> Result<Arrived, StoreError> {
        let core = &self.core;
        let mut reserved = core.reserve();
        let run = job.start_unfiltered(&payload, |job| reserved.taker(job));
        let mut event = core.call_event(job, payload, run, false);
        if let Binding::Schedule(_) = job.binding {
            event.name = format!("schedule.{}", job.def.meta.id);
        }
        let id = event.id.clone();
        let launch = move |recorded: &mut Recorded| reserved.launch(slice::from_mut(recorded));
        let recorded = core.store.record_event(event, launch).await?;
        Ok(Arrived {
            event: id,
            runs: recorded.runs,
        })
    }

    /// Has a scheduled job tick now, beside its schedule.
    pub(crate) async fn tick(&self, job: &RegisteredJob) -> Result<Arrived, StoreError> {
        let core = &self.core;
        let schedules = core.store.schedules().await?;
        let schedule = schedules
            .iter()
            .find(|schedule| schedule.key == job.def.meta.id);
        let last = schedule.and_then(|schedule| schedule.last_at);
        let payload = tick_payload(core.clock.now(), last)?;
        self.call(job, payload).await
    }

    /// The app's own events of a name, oldest first, with their ids.
    pub(crate) async fn own_events(
        &self,
        name: &str,
    ) -> Result<Vec<(String, Box<RawValue>)>, StoreError> {
        self.core.store.own_events(name.to_owned()).await
    }
}

impl Core {
    /// Starts the runs and fires the ticks whose time has come. Says whether there were any.
    async fn start_what_can_start(self: &Arc<Self>) -> Result<bool, StoreError> {
        let (woken, _) = self.wake_due().await?;
        let started = match self.places.try_free() {
            Some(free) => self.start_queued(free).await?,
            None => match self.start_idle().await? {
                // Every place is taken by a run that waits for time to pass.
                0 => return Ok(false),
                started => started,
            },
        };
        let (published, _) = self.publish_due().await?;
        let (fired, _) = self.fire_due().await?;
        Ok(woken + started + published + fired > 0)
    }
}
