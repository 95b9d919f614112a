//! Room for runs that are about to be created, taken before the commit that creates them.

use std::sync::Arc;

use super::Core;
use super::places::Place;
use crate::source::SourceKey;
use crate::store::{Recorded, Taker};

impl Core {
    /// Takes room for runs that are about to be created, so that they execute right after the
    /// commit that creates them.
    pub(super) fn reserve(self: &Arc<Self>) -> Reserved {
        Reserved {
            core: Arc::clone(self),
            source: None,
            places: Vec::new(),
            lacks_only: false,
        }
    }
}

/// Room that was taken for runs which are about to be created.
pub(super) struct Reserved {
    pub(super) core: Arc<Core>,
    /// Where the events of those runs come from; `None` for the app itself.
    pub(super) source: Option<SourceKey>,
    places: Vec<Place>,
    /// Whether there was none for a job that has none at all.
    lacks_only: bool,
}

impl Reserved {
    /// Who takes a run of a job: this worker if it has room, nobody otherwise.
    pub(super) fn taker(&mut self, job: &str) -> Option<Taker> {
        let Some((place, taker)) = self.core.taker(job) else {
            self.lacks_only |= !self.core.places.has(job);
            return None;
        };
        self.places.push(place);
        Some(taker)
    }

    /// Executes the runs that were taken, and has the others fetched. Called on the writing thread
    /// right after the commit, so a sender that hangs up cannot keep a run from starting.
    pub(super) fn launch(mut self, recorded: &mut [Recorded]) {
        self.note_recorded(recorded);
        for recorded in recorded {
            self.core.stir(recorded.stirred.drain(..));
            if recorded.claimed.len() < recorded.runs.len() {
                match self.lacks_only {
                    true => self.core.note_queued(),
                    false => self.core.queued.notify_one(),
                }
            }
            for claimed in recorded.claimed.drain(..) {
                let of_its_job = |place: &Place| place.is_of(&claimed.job);
                if let Some(at) = self.places.iter().position(of_its_job) {
                    let place = self.places.swap_remove(at);
                    self.core.launch(claimed, place);
                }
            }
        }
    }
}
