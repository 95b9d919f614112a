//! The jobs that the clock starts.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::Core;
use super::reserve::Reserved;
use crate::engine::given::Given;
use crate::engine::registry::RegisteredJob;
use crate::job::Binding;
use crate::run::ScheduleRegistration;
use crate::source::Feed;
use crate::spec::{CatchUp, Schedule, Tick};
use crate::store::{
    Fence, NewEvent, NewSchedule, Recorded, ScheduleOrigin, StoreError, StoredSchedule, Ticked,
};
use crate::time::Timestamp;

/// How many due schedules are read at once.
const BATCH: usize = 64;

impl RegisteredJob {
    /// The schedule that starts the job, if one does and the job is enabled.
    pub(super) fn schedule(&self) -> Option<&Schedule> {
        match &self.binding {
            Binding::Schedule(schedule) if (self.def.enabled)() => Some(schedule),
            _ => None,
        }
    }

    /// The kinds of registered schedules that start the job, if it is enabled.
    pub(super) fn kinds(&self) -> impl Iterator<Item = &'static str> {
        let events = self.binding.events().iter();
        let kinds = events.filter_map(|bound| match bound.feed {
            Feed::Schedules(kind) => Some(kind),
            _ => None,
        });
        kinds.filter(|_| (self.def.enabled)())
    }
}

impl Core {
    /// Keeps the schedules of the app's jobs.
    pub(super) async fn keep_schedules(&self) -> Result<(), StoreError> {
        let schedules = self.schedules_of_jobs();
        if schedules.is_empty() {
            return Ok(());
        }
        self.store.keep_schedules(schedules, self.clock.now()).await
    }

    /// The schedules of the app's jobs.
    pub(super) fn schedules_of_jobs(&self) -> Vec<NewSchedule> {
        let schedules = self.registry.jobs().filter_map(|job| {
            Some(NewSchedule {
                key: job.def.meta.id.to_owned(),
                origin: ScheduleOrigin::Job(job.def.meta.id.to_owned()),
                schedule: job.schedule()?.clone(),
                params: None,
            })
        });
        schedules.collect()
    }

    /// Keeps a schedule that was registered; from within a run, as long as this worker owns it.
    pub(super) async fn register_schedule(
        &self,
        fence: Option<Fence>,
        registration: ScheduleRegistration,
    ) -> Result<(), StoreError> {
        let ScheduleRegistration {
            kind,
            key,
            schedule,
            params,
        } = registration;
        let new = NewSchedule {
            key: dynamic_key(kind, &key),
            origin: ScheduleOrigin::Dynamic(kind.to_owned()),
            schedule,
            params: Some(params),
        };
        let now = self.clock.now();
        self.store.register_schedule(fence, new, now).await?;
        self.look_everywhere().await
    }

    /// Forgets a schedule that was registered. Says whether there was one.
    pub(super) async fn unregister_schedule(
        &self,
        fence: Option<Fence>,
        kind: &str,
        key: &str,
    ) -> Result<bool, StoreError> {
        let key = dynamic_key(kind, key);
        self.store.forget_schedule(fence, key).await
    }

    /// What the app has that schedules can belong to.
    fn schedule_origins(&self) -> Vec<ScheduleOrigin> {
        let jobs = self.registry.jobs();
        let scheduled = jobs.filter(|job| job.schedule().is_some());
        let scheduled = scheduled.map(|job| ScheduleOrigin::Job(job.def.meta.id.to_owned()));
        let kinds: BTreeSet<_> = self
            .registry
            .jobs()
            .flat_map(RegisteredJob::kinds)
            .collect();
        let kinds = kinds.into_iter().map(str::to_owned);
        scheduled
            .chain(kinds.map(ScheduleOrigin::Dynamic))
            .collect()
    }

    /// Fires the ticks that are due. Says how many there were, and when the next one is.
    pub(super) async fn fire_due(
        self: &Arc<Self>,
    ) -> Result<(usize, Option<Timestamp>), StoreError> {
        let origins = self.schedule_origins();
        if origins.is_empty() {
            return Ok((0, None));
        }
        let mut fired = 0;
        loop {
            let now = self.clock.now();
            let read = || self.store.due_schedules(origins.clone(), now, BATCH);
            let (due, next) = self.persist(read).await?;
            if due.is_empty() {
                return Ok((fired, next));
            }
            for due in due {
                if let Some(due_at) = due.next_at {
                    fired += self.fire(&due, due_at, now).await?;
                }
            }
        }
    }

    /// Fires what a schedule has due, as its policy for missed ticks says, and moves it on. Says how
    /// many ticks those were.
    async fn fire(
        self: &Arc<Self>,
        due: &StoredSchedule,
        due_at: Timestamp,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        let CatchUp { ticks, next_at } = due.schedule.catch_up(due_at, now);
        let ticked = Ticked {
            key: due.key.clone(),
            due_at,
            last_at: ticks.last().copied(),
            next_at,
        };
        let write = || {
            let mut reserved = self.reserve();
            let before = std::iter::once(due.last_at).chain(ticks.iter().copied().map(Some));
            let events = ticks.iter().zip(before);
            let events = events.map(|(ts, last_ts)| {
                let tick = Tick { ts: *ts, last_ts };
                self.tick_event(due, tick, &mut reserved)
            });
            let events = events.collect::<Result<_, _>>();
            let ticked = ticked.clone();
            let (core, origin, ticks) = (Arc::clone(self), due.origin.clone(), ticks.clone());
            async move {
                let launch = move |recorded: &mut Vec<Recorded>| {
                    if !recorded.is_empty() {
                        ticks
                            .iter()
                            .for_each(|ts| core.note_tick(origin.name(), *ts));
                    }
                    reserved.launch(recorded);
                };
                self.store.tick(ticked, events?, launch).await
            }
        };
        Ok(self.persist(write).await?.len())
    }

    /// The event of a tick, with the runs that it starts.
    fn tick_event(
        &self,
        due: &StoredSchedule,
        tick: Tick,
        reserved: &mut Reserved,
    ) -> Result<NewEvent, StoreError> {
        let (name, payload, runs) = match &due.origin {
            ScheduleOrigin::Job(job) => {
                let payload = stored(&tick)?;
                let job = self.registry.job(job);
                let given = Given::of(&payload);
                let run = job.and_then(|job| job.start(None, &given, |job| reserved.taker(job)));
                let runs = run.into_iter().collect();
                (format!("schedule.{}", due.key), payload, runs)
            }
            ScheduleOrigin::Dynamic(kind) => {
                let payload = stored(&DueTick {
                    tick,
                    key: due
                        .key
                        .strip_prefix(&dynamic_key(kind, ""))
                        .unwrap_or(&due.key),
                    params: due.params.as_deref(),
                })?;
                let taker = |job: &str| reserved.taker(job);
                let runs = self.registry.runs_of(&None, kind, &payload, taker);
                (kind.clone(), payload, runs)
            }
        };
        let mut event = self.event_for(name, None, payload, runs, false);
        event.id = format!("{}@{}", due.key, tick.ts);
        event.happened_at = tick.ts;
        Ok(event)
    }
}

/// What a [`Due`](crate::Due) is read from.
#[derive(Serialize)]
struct DueTick<'s> {
    #[serde(flatten)]
    tick: Tick,
    key: &'s str,
    params: Option<&'s RawValue>,
}

/// What a scheduled job is given.
pub(super) fn tick_payload(
    ts: Timestamp,
    last_ts: Option<Timestamp>,
) -> Result<Box<RawValue>, StoreError> {
    stored(&Tick { ts, last_ts })
}

/// What names a schedule that was registered, among all. No id of a job has a slash, nor that of a
/// kind.
fn dynamic_key(kind: &str, key: &str) -> String {
    format!("{kind}/{key}")
}

fn stored(payload: &impl Serialize) -> Result<Box<RawValue>, StoreError> {
    to_raw_value(payload).map_err(|error| StoreError::Corrupt(error.to_string()))
}
