//! Changing many runs at once: first how many that are, then how far it has come.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::App;
use crate::engine::Action;
use crate::record::RunQuery;

/// How many changes are remembered.
const REMEMBERED: usize = 20;

/// What is done to each run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Change {
    /// It is stopped.
    Cancel,
    /// It goes on from where it failed.
    Retry,
}

impl Change {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Cancel => "cancel",
            Self::Retry => "retry",
        }
    }

    fn action(self) -> Action {
        match self {
            Self::Cancel => Action::Cancel {
                reason: "cancelled on the dashboard".to_owned(),
            },
            Self::Retry => Action::Retry,
        }
    }
}

/// How far a change of many runs has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(super) struct Progress {
    /// What is done to each run.
    pub(super) change: Change,
    /// How many runs matched when it began.
    pub(super) total: u64,
    /// How many were changed.
    pub(super) changed: u64,
    /// How many were left as they are, because it makes no sense where they stand.
    pub(super) skipped: u64,
    /// Whether it has come to its end.
    pub(super) is_done: bool,
    /// Why it has stopped before its end.
    pub(super) error: Option<String>,
}

/// The changes that this process makes.
#[derive(Debug, Default)]
pub(crate) struct Changing {
    number: AtomicU64,
    changes: Mutex<BTreeMap<u64, Progress>>,
}

impl Changing {
    pub(super) fn progress(&self, number: u64) -> Option<Progress> {
        self.lock().get(&number).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u64, Progress>> {
        self.changes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn update(&self, number: u64, update: impl FnOnce(&mut Progress)) {
        if let Some(progress) = self.lock().get_mut(&number) {
            update(progress);
        }
    }
}

/// Begins to change every run that matches, and gives the number under which its progress is known.
pub(super) fn begin(app: &App, query: RunQuery, change: Change, total: u64) -> u64 {
    let number = app.bulk.number.fetch_add(1, Ordering::Relaxed) + 1;
    let mut changes = app.bulk.lock();
    while changes.len() >= REMEMBERED {
        changes.pop_first();
    }
    let progress = Progress {
        change,
        total,
        changed: 0,
        skipped: 0,
        is_done: false,
        error: None,
    };
    changes.insert(number, progress);
    drop(changes);
    tokio::spawn(see_through(Arc::clone(app), number, query, change));
    number
}

async fn see_through(app: App, number: u64, query: RunQuery, change: Change) {
    let mut from = None;
    loop {
        let batch = app
            .engine
            .change_some(query.clone(), change.action(), from)
            .await;
        match batch {
            Ok(batch) => {
                app.bulk.update(number, |progress| {
                    progress.changed += batch.changed as u64;
                    progress.skipped += batch.skipped as u64;
                    progress.is_done = batch.next.is_none();
                });
                from = batch.next;
                if from.is_none() {
                    return;
                }
            }
            Err(error) => {
                app.bulk.update(number, |progress| {
                    progress.is_done = true;
                    progress.error = Some(error.to_string());
                });
                return;
            }
        }
    }
}
