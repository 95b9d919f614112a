//! The runs that execute in this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Core;
use super::session::Session;
use crate::store::StoreError;

/// The runs that execute in this process, by their rows.
#[derive(Default)]
pub(super) struct Sessions(Mutex<HashMap<i64, Arc<Session>>>);

impl Sessions {
    /// Counts a run among those that execute here, until the guard is dropped.
    pub(super) fn enter<'s>(&'s self, session: &Arc<Session>) -> Present<'s> {
        let before = self.lock().insert(session.fence.run, Arc::clone(session));
        // Whoever takes a run a second time has it, and the first one has not.
        if let Some(before) = before {
            before.stop();
        }
        Present {
            sessions: self,
            session: Arc::clone(session),
        }
    }

    /// Has a run look for what it awaits, if it executes here.
    pub(super) fn stir(&self, run: i64) {
        if let Some(session) = self.lock().get(&run) {
            session.stir();
        }
    }

    /// Has every run look for what it awaits: another process may have brought it.
    pub(super) fn stir_all(&self) {
        for session in self.lock().values() {
            session.stir();
        }
    }

    /// Has a run stop at its next await. Says whether it executes here.
    pub(super) fn stop(&self, run: i64) -> bool {
        let sessions = self.lock();
        let session = sessions.get(&run);
        session.map(|session| session.stop()).is_some()
    }

    fn all(&self) -> Vec<Arc<Session>> {
        self.lock().values().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<i64, Arc<Session>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Core {
    /// Has those runs stop that this worker does not own any more: they were cancelled, or taken
    /// over by another process.
    pub(super) async fn stop_lost(&self) {
        if let Err(error) = self.look_for_lost().await {
            // Whatever they write is refused.
            tracing::error!(%error, "cannot read which runs are this worker's");
        }
    }

    /// The same, where it is said what comes of it.
    pub(super) async fn look_for_lost(&self) -> Result<(), StoreError> {
        // What begins after this look is none of them.
        let here = self.sessions.all();
        if here.is_empty() {
            return Ok(());
        }
        let owned = self.store.executed_by(self.worker).await?;
        let lost = |session: &&Arc<Session>| !owned.contains(&session.fence.run);
        here.iter().filter(lost).for_each(|session| session.stop());
        Ok(())
    }
}

/// A run that executes here.
pub(super) struct Present<'s> {
    sessions: &'s Sessions,
    session: Arc<Session>,
}

impl Drop for Present<'_> {
    fn drop(&mut self) {
        let mut sessions = self.sessions.lock();
        let run = self.session.fence.run;
        // It may be here a second time, lost and taken again.
        if sessions
            .get(&run)
            .is_some_and(|now| Arc::ptr_eq(now, &self.session))
        {
            sessions.remove(&run);
        }
    }
}
