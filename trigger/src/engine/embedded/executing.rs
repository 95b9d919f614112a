//! The runs that this process executes, and how each of them is told to stop.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::Core;
use crate::id::RunId;

/// One execution: the run, and how often it had been taken when it began.
type Place = (RunId, i64);

/// The runs that this process executes.
#[derive(Default)]
pub(super) struct Executing {
    places: Mutex<HashMap<Place, watch::Sender<bool>>>,
}

impl Executing {
    fn places(&self) -> MutexGuard<'_, HashMap<Place, watch::Sender<bool>>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that an execution begins; it ends when the guard is dropped.
    pub(super) fn enter(&self, run: RunId, epoch: i64) -> Entered<'_> {
        let place = (run, epoch);
        let stop = watch::Sender::new(false);
        let stopped = stop.subscribe();
        self.places().insert(place, stop);
        Entered {
            executing: self,
            place,
            stopped,
        }
    }

    /// Has the executions of a run stop at their next await. Says whether there are any.
    pub(super) fn stop(&self, run: RunId) -> bool {
        let places = self.places();
        let of_run = places.iter().filter(|((other, _), _)| *other == run);
        of_run.map(|(_, stop)| stop.send_replace(true)).count() > 0
    }
}

impl Core {
    /// Has those executions stop whose run this worker does not own any more: it was cancelled or
    /// taken over by another process.
    pub(super) async fn stop_lost(&self) {
        // What began after this look is in the database when that is read.
        let here: Vec<Place> = self.executing.places().keys().copied().collect();
        if here.is_empty() {
            return;
        }
        match self.store.executed_by(self.worker).await {
            Ok(owned) => {
                let places = self.executing.places();
                let lost = here.iter().filter(|(run, _)| !owned.contains(run));
                for stop in lost.filter_map(|place| places.get(place)) {
                    stop.send_replace(true);
                }
            }
            // Whatever they write is refused; the next heartbeat looks again.
            Err(error) => tracing::error!(%error, "cannot read which runs are this worker's"),
        }
    }
}

/// An execution that has begun.
pub(super) struct Entered<'e> {
    executing: &'e Executing,
    place: Place,
    stopped: watch::Receiver<bool>,
}

impl Entered<'_> {
    /// Resolves when the execution is to stop.
    pub(super) fn stopped(&self) -> impl Future<Output = ()> + use<> {
        let mut stopped = self.stopped.clone();
        async move {
            // The sender lives as long as the execution.
            let _ = stopped.wait_for(|stopped| *stopped).await;
        }
    }
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.executing.places().remove(&self.place);
    }
}
