//! Room for runs that are about to be created, taken before the commit that creates them.

use std::sync::Arc;

use tokio::sync::OwnedSemaphorePermit;

use super::Core;
use crate::id::WorkerId;
use crate::source::SourceKey;
use crate::store::Recorded;

impl Core {
    /// Takes room for runs that are about to be created, so that they execute right after the
    /// commit that creates them.
    pub(super) fn reserve(self: &Arc<Self>) -> Reserved {
        Reserved {
            core: Arc::clone(self),
            source: None,
            permits: Vec::new(),
        }
    }
}

/// Room that was taken for runs which are about to be created.
pub(super) struct Reserved {
    pub(super) core: Arc<Core>,
    /// Where the events of those runs come from; `None` for the app itself.
    pub(super) source: Option<SourceKey>,
    permits: Vec<OwnedSemaphorePermit>,
}

impl Reserved {
    /// Who takes the next run: this worker if it has room, nobody otherwise.
    pub(super) fn owner(&mut self) -> Option<WorkerId> {
        let permit = Arc::clone(&self.core.slots).try_acquire_owned().ok()?;
        self.permits.push(permit);
        Some(self.core.worker)
    }

    /// Executes the runs that were taken, and has the others fetched. Called on the writing thread
    /// right after the commit, so a sender that hangs up cannot keep a run from starting.
    pub(super) fn launch(mut self, recorded: &mut [Recorded]) {
        self.note_recorded(recorded);
        for recorded in recorded {
            self.core.stir(recorded.stirred.drain(..));
            if recorded.claimed.len() < recorded.runs.len() {
                self.core.queued.notify_one();
            }
            for claimed in recorded.claimed.drain(..) {
                if let Some(permit) = self.permits.pop() {
                    self.core.launch(claimed, permit);
                }
            }
        }
    }
}
