//! A place for an executing run, and how it is handed on.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OwnedSemaphorePermit;

use super::Core;
use crate::store::{Claimed, Successor};

/// A place for an executing run. It is given back when its execution drops it, unless the commit
/// that ended the run has handed it on to the next one.
#[derive(Clone)]
pub(super) struct Place(Arc<Mutex<Option<OwnedSemaphorePermit>>>);

impl From<OwnedSemaphorePermit> for Place {
    fn from(permit: OwnedSemaphorePermit) -> Self {
        Self(Arc::new(Mutex::new(Some(permit))))
    }
}

impl Place {
    fn hand_on(&self) -> Option<OwnedSemaphorePermit> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Core {
    /// What a place is handed on to after a run of a job; `None` while this process is about to
    /// end.
    pub(super) fn successor(&self, job: &str) -> Option<Successor> {
        let goes_on = !self.is_leaving.load(Ordering::Relaxed);
        goes_on.then(|| Successor {
            owner: self.worker,
            codes: Arc::clone(&self.codes),
            after: job.to_owned(),
        })
    }

    /// Executes the run that a place was handed on to; called after the commit that did.
    pub(super) fn succeed(self: &Arc<Self>, place: &Place, next: Claimed) {
        if let Some(permit) = place.hand_on() {
            self.launch(next, permit);
        }
    }
}
