//! The places for runs that execute at once in this process, and how they are handed on.
//!
//! One place of sixteen is kept: a run may have it only where its job has no other. So a job whose
//! runs are many and take long never has them all, and a run of another job need not wait until one
//! of them ends.

use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::Core;
use crate::store::{Claimed, Successor, Taker};

/// Of how many places one is kept.
const ONE_OF: usize = 16;

/// The places of a process; none of them can be had until they are [opened](Self::open).
#[derive(Clone)]
pub(super) struct Places(Arc<Inner>);

struct Inner {
    size: usize,
    counts: Mutex<Counts>,
    /// Rung when any job may have a place.
    free: Notify,
    /// Rung when a queued run may have a kept place, since its job may have none.
    idle: Notify,
    /// Rung when all places are free.
    empty: Notify,
}

#[derive(Default)]
struct Counts {
    is_open: bool,
    /// How many places are taken, by runs or for runs that are about to be found.
    taken: usize,
    /// How many of them runs have.
    of_runs: usize,
    /// How many of those are about to be given back.
    leaving: usize,
    /// How many of them the runs of each job have.
    of_jobs: HashMap<String, usize>,
}

/// A place that is taken for a run which is yet to be found. It is given back when it is dropped.
pub(super) struct Free(Places);

/// A place that a job's run has. It is given back when it is dropped.
struct Taken {
    job: String,
    /// Whether it is not to be handed on.
    is_leaving: bool,
    free: Option<Free>,
    places: Places,
}

/// The place of an executing run. It is given back when its execution drops it, unless the commit
/// that ended the run has handed it on to the next one.
#[derive(Clone)]
pub(super) struct Place(Arc<Mutex<Option<Taken>>>);

impl Places {
    /// So many places.
    pub(super) fn of(size: usize) -> Self {
        Self(Arc::new(Inner {
            size,
            counts: Mutex::default(),
            free: Notify::new(),
            idle: Notify::new(),
            empty: Notify::new(),
        }))
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        let counts = self.0.counts.lock();
        counts.unwrap_or_else(PoisonError::into_inner)
    }

    /// How many places may be taken before the others are kept.
    fn common(&self) -> usize {
        self.0.size - self.0.size / ONE_OF
    }

    /// Lets runs have the places from now on.
    pub(super) fn open(&self) {
        self.counts().is_open = true;
        self.0.free.notify_one();
    }

    /// How many places there are.
    #[cfg(feature = "metrics")]
    pub(super) fn size(&self) -> usize {
        self.0.size
    }

    /// How many of them runs have.
    #[cfg(feature = "metrics")]
    pub(super) fn used(&self) -> usize {
        self.counts().of_runs
    }

    /// A place that any job may have, as soon as there is one.
    pub(super) async fn free(&self) -> Free {
        loop {
            if let Some(free) = self.try_free() {
                return free;
            }
            self.0.free.notified().await;
        }
    }

    /// A place that any job may have, if there is one now.
    pub(super) fn try_free(&self) -> Option<Free> {
        self.take_up_to(&mut self.counts(), self.common())
    }

    /// Takes a place if fewer than so many are taken.
    fn take_up_to(&self, counts: &mut Counts, most: usize) -> Option<Free> {
        let is_free = counts.is_open && counts.taken < most;
        is_free.then(|| {
            counts.taken += 1;
            Free(self.clone())
        })
    }

    /// The kept places that are free, up to a number, if runs have all others.
    pub(super) fn kept(&self, at_most: usize) -> Vec<Free> {
        let mut counts = self.counts();
        if counts.of_runs < self.common() {
            return Vec::new();
        }
        let kept = std::iter::from_fn(|| self.take_up_to(&mut counts, self.0.size));
        kept.take(at_most).collect()
    }

    /// A place for a run of a job, if there is one, and whether it is the only one that the job has.
    pub(super) fn take(&self, job: &str) -> Option<(Place, bool)> {
        let mut counts = self.counts();
        let is_first = !counts.has(job);
        let most = if is_first { self.0.size } else { self.common() };
        let free = self.take_up_to(&mut counts, most)?;
        self.give(&mut counts, job);
        Some((Place::of(free, job), is_first))
    }

    /// Gives a place to a run of a job.
    pub(super) fn occupy(&self, free: Free, job: &str) -> Place {
        self.give(&mut self.counts(), job);
        Place::of(free, job)
    }

    /// Notes that a run of a job has a place.
    fn give(&self, counts: &mut Counts, job: &str) {
        counts.add(job);
        if counts.of_runs == self.common() {
            // What is queued waits for a kept place from now on.
            self.0.idle.notify_one();
        }
    }

    /// Whether a job has a place.
    pub(super) fn has(&self, job: &str) -> bool {
        self.counts().has(job)
    }

    /// Those of some jobs that have no place.
    pub(super) fn without<'j>(&self, jobs: impl Iterator<Item = &'j str>) -> Vec<&'j str> {
        let counts = self.counts();
        jobs.filter(|job| !counts.has(job)).collect()
    }

    /// Says that a run may be queued whose job has no place.
    pub(super) fn note_idle(&self) {
        self.0.idle.notify_one();
    }

    /// Resolves when a queued run may have a kept place.
    pub(super) async fn idle(&self) {
        self.0.idle.notified().await;
    }

    /// Lets no more runs have a place, and resolves when none has one.
    pub(super) async fn rest(&self) {
        self.counts().is_open = false;
        while self.counts().taken > 0 {
            self.0.empty.notified().await;
        }
    }

    /// Notes that a job's run has its place no more.
    fn leave(&self, job: &str) {
        let mut counts = self.counts();
        counts.remove(job);
        if !counts.has(job) {
            self.0.idle.notify_one();
        }
    }
}

impl Counts {
    /// Whether a job has a place.
    fn has(&self, job: &str) -> bool {
        self.of_jobs.get(job).is_some_and(|places| *places > 0)
    }

    /// Notes that a job has a place more.
    fn add(&mut self, job: &str) {
        self.of_runs += 1;
        match self.of_jobs.get_mut(job) {
            Some(places) => *places += 1,
            None => drop(self.of_jobs.insert(job.to_owned(), 1)),
        }
    }

    /// Notes that a job has a place less.
    fn remove(&mut self, job: &str) {
        self.of_runs = self.of_runs.saturating_sub(1);
        if let Some(places) = self.of_jobs.get_mut(job) {
            *places = places.saturating_sub(1);
        }
    }
}

impl Drop for Free {
    fn drop(&mut self) {
        let places = &self.0;
        let mut counts = places.counts();
        counts.taken = counts.taken.saturating_sub(1);
        if counts.taken == 0 {
            places.0.empty.notify_one();
        }
        places.0.free.notify_one();
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        // To be had by others before they are told so.
        drop(self.free.take());
        self.places.leave(&self.job);
        let mut counts = self.places.counts();
        if self.is_leaving {
            counts.leaving = counts.leaving.saturating_sub(1);
        }
        if counts.of_runs >= self.places.common() {
            self.places.note_idle();
        }
    }
}

impl Place {
    fn of(free: Free, job: &str) -> Self {
        let job = job.to_owned();
        Self(Arc::new(Mutex::new(Some(Taken {
            job,
            is_leaving: false,
            places: free.0.clone(),
            free: Some(free),
        }))))
    }

    fn lock(&self) -> MutexGuard<'_, Option<Taken>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it is a run's of this job.
    pub(super) fn is_of(&self, job: &str) -> bool {
        self.lock().as_ref().is_some_and(|taken| taken.job == job)
    }

    /// Whether it may be handed on: not where kept places are taken, too. As many as those are given
    /// back instead.
    fn may_be_handed_on(&self) -> bool {
        let mut place = self.lock();
        let Some(taken) = &mut *place else {
            return false;
        };
        let places = &taken.places;
        let mut counts = places.counts();
        if !taken.is_leaving && counts.taken > places.common() + counts.leaving {
            counts.leaving += 1;
            taken.is_leaving = true;
        }
        !taken.is_leaving
    }

    /// The same place, for a run of a job; none if it was handed on already.
    fn hand_on(&self, job: &str) -> Option<Self> {
        let mut taken = self.lock().take()?;
        taken.places.leave(&taken.job);
        taken.places.counts().add(job);
        job.clone_into(&mut taken.job);
        Some(Self(Arc::new(Mutex::new(Some(taken)))))
    }
}

impl Core {
    /// Has queued runs looked for, since there may be some.
    pub(super) fn note_queued(&self) {
        self.queued.notify_one();
        self.places.note_idle();
    }

    /// Who takes a run of a job as it is created, with the place that it has then: this worker, if
    /// it has one.
    pub(super) fn taker(&self, job: &str) -> Option<(Place, Taker)> {
        let (place, is_first) = self.places.take(job)?;
        let worker = self.worker;
        Some((place, Taker { worker, is_first }))
    }

    /// What a place is handed on to after a run of a job; `None` where it is kept for jobs that have
    /// none, and while this process is about to end.
    pub(super) fn successor(&self, job: &str, place: &Place) -> Option<Successor> {
        let goes_on = !self.is_leaving.load(Ordering::Relaxed) && place.may_be_handed_on();
        goes_on.then(|| Successor {
            owner: self.worker,
            codes: Arc::clone(&self.codes),
            after: job.to_owned(),
        })
    }

    /// Executes the run that a place was handed on to; called after the commit that did.
    pub(super) fn succeed(self: &Arc<Self>, place: &Place, next: Claimed) {
        if let Some(place) = place.hand_on(&next.job) {
            self.launch(next, place);
        }
    }
}
