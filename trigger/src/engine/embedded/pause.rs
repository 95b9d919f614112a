//! What a person sees of schedules, and how they and jobs are paused.

use std::collections::BTreeMap;

use super::Core;
use crate::record::{JobRecord, ScheduleRecord};
use crate::store::{NewSchedule, ScheduleOrigin, StoreError, StoredSchedule};
use crate::time::Timestamp;

/// How many ticks ahead are told.
const AHEAD: usize = 5;

impl Core {
    /// The schedules of this program, also those that it has not kept yet.
    pub(super) async fn schedules(&self) -> Result<Vec<ScheduleRecord>, StoreError> {
        let stored = self.store.schedules().await?;
        let mut stored: BTreeMap<_, _> = stored
            .into_iter()
            .map(|schedule| (schedule.key.clone(), schedule))
            .collect();
        for declared in self.schedules_of_jobs() {
            let begun = stored
                .remove(&declared.key)
                .filter(|stored| stored.schedule.to_string() == declared.schedule.to_string());
            let now = StoredSchedule::declared(declared, begun);
            stored.insert(now.key.clone(), now);
        }
        let now = self.clock.now();
        let records = stored.into_values().filter_map(|schedule| {
            let starts = self.started_by(&schedule.origin);
            (!starts.is_empty()).then(|| record(schedule, starts, now))
        });
        Ok(records.collect())
    }

    /// The ids of the jobs that a schedule starts.
    fn started_by(&self, origin: &ScheduleOrigin) -> Vec<String> {
        match origin {
            ScheduleOrigin::Job(id) => {
                let job = self.registry.job(id).filter(|job| job.schedule().is_some());
                job.map(|_| id.clone()).into_iter().collect()
            }
            ScheduleOrigin::Dynamic(kind) => {
                let jobs = self.registry.jobs();
                let started = jobs.filter(|job| job.kinds().any(|of_job| of_job == kind));
                started.map(|job| job.def.meta.id.to_owned()).collect()
            }
        }
    }

    pub(super) async fn pause_schedule(&self, key: String) -> Result<bool, StoreError> {
        // It may be that no process has served yet.
        self.keep_schedules().await?;
        self.store.pause_schedule(key, self.clock.now()).await
    }

    pub(super) async fn resume_schedule(&self, key: String) -> Result<bool, StoreError> {
        self.keep_schedules().await?;
        let known = self.store.resume_schedule(key, self.clock.now()).await?;
        self.look_everywhere().await?;
        Ok(known)
    }

    /// The jobs of this program, and since when they are paused.
    pub(super) async fn jobs(&self) -> Result<Vec<JobRecord>, StoreError> {
        let paused = self.store.paused_jobs().await?;
        let mut jobs = self.registry.records();
        for job in &mut jobs {
            job.paused_at = paused.get(&job.id).copied();
        }
        Ok(jobs)
    }

    pub(super) async fn resume_job(&self, job: String) -> Result<bool, StoreError> {
        let resumed = self.store.resume_job(job).await?;
        self.look_everywhere().await?;
        Ok(resumed)
    }

    /// Has this process and the others look at the queue and the clock.
    pub(super) async fn look_everywhere(&self) -> Result<(), StoreError> {
        self.note_queued();
        self.put_away.notify_one();
        self.wake_peers().await
    }
}

impl StoredSchedule {
    /// A schedule as the program has it, and how far it has come.
    fn declared(declared: NewSchedule, begun: Option<Self>) -> Self {
        Self {
            next_at: begun.as_ref().and_then(|begun| begun.next_at),
            last_at: begun.as_ref().and_then(|begun| begun.last_at),
            paused_at: begun.and_then(|begun| begun.paused_at),
            key: declared.key,
            origin: declared.origin,
            schedule: declared.schedule,
            params: declared.params,
        }
    }
}

fn record(stored: StoredSchedule, starts: Vec<String>, now: Timestamp) -> ScheduleRecord {
    let schedule = stored.schedule;
    // A tick that is due and not fired yet is still to come; without a process, it is missed.
    let first = stored.next_at.filter(|next| *next > now);
    let first = first.or_else(|| schedule.next_after(now));
    let next = std::iter::successors(first, |tick| schedule.next_after(*tick));
    ScheduleRecord {
        next: next.take(AHEAD).collect(),
        timing: schedule.to_string(),
        words: schedule.words(),
        zone: schedule.zone().map(str::to_owned),
        missed: schedule.missed_policy(),
        // What was registered is JSON.
        params: stored
            .params
            .and_then(|params| serde_json::from_str(params.get()).ok()),
        key: stored.key,
        starts,
        last_at: stored.last_at,
        paused_at: stored.paused_at,
    }
}
