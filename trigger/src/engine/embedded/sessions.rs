//! The runs that execute in this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::session::Session;

/// The runs that execute in this process, by their rows.
#[derive(Default)]
pub(super) struct Sessions(Mutex<HashMap<i64, Arc<Session>>>);

impl Sessions {
    /// Counts a run among those that execute here, until the guard is dropped.
    pub(super) fn enter<'s>(&'s self, session: &Arc<Session>) -> Present<'s> {
        self.lock().insert(session.fence.run, Arc::clone(session));
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

    fn lock(&self) -> MutexGuard<'_, HashMap<i64, Arc<Session>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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
