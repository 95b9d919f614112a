//! Forgetting what has been over for long enough, while the engine serves.

use std::time::Duration;

use super::Core;
use crate::store::{Horizon, Place, StoreError};
use crate::time::add;

/// How often it is looked for what may be forgotten.
const SWEEP: Duration = Duration::from_secs(3600);

/// How long the disk is left to others after each step that removed something.
const PAUSE: Duration = Duration::from_millis(20);

impl Core {
    /// Forgets, at once and then now and again. Ends never.
    pub(super) async fn forget(&self) -> Result<(), StoreError> {
        loop {
            // What could not be removed now is there at the next sweep.
            match self.sweep().await {
                Ok(0) => {}
                Ok(rows) => tracing::debug!(rows, "forgot what was over"),
                Err(error) => tracing::warn!(%error, "cannot forget what is over"),
            }
            self.clock.sleep_until(add(self.clock.now(), SWEEP)).await;
        }
    }

    /// Removes all that has been over for long enough. Says how many rows that were.
    pub(super) async fn sweep(&self) -> Result<usize, StoreError> {
        let horizon = Horizon::new(self.clock.now(), self.retention);
        let mut removed = 0;
        let mut next = Some(Place::START);
        while let Some(place) = next {
            let swept = self.store.forget(horizon, place).await?;
            removed += swept.removed;
            next = swept.next;
            if swept.removed > 0 {
                tokio::time::sleep(PAUSE).await;
            }
        }
        self.store.forget_counts(horizon).await?;
        while removed > 0 && self.store.give_back().await? {
            tokio::time::sleep(PAUSE).await;
        }
        Ok(removed)
    }
}
