//! The app's polling sources, and where each stands.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::Notify;

use super::Registry;
use crate::record::{PollRecord, SourceRecord, SourceState};
use crate::source::{Polling, SourceKey};
use crate::store::{Store, StoreError, StoredPoll};

/// The app's polling sources.
pub(crate) struct PollBook {
    entries: BTreeMap<SourceKey, Entry>,
    /// Rung when a question may be due before its time, because who asked it is gone.
    pub(super) given_back: Notify,
}

/// A polling source of the app.
pub(super) struct Entry {
    pub(super) polling: Polling,
    /// The client that asks.
    pub(super) client: Arc<dyn Any + Send + Sync>,
    live: RwLock<PollRecord>,
}

impl PollBook {
    /// The polling sources that start jobs.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub(crate) async fn open(registry: &Registry, store: &Store) -> Result<Self, StoreError> {
        let entries = registry.feeds().pollings().filter_map(|(key, polling)| {
            let entry = Entry {
                polling: *polling,
                client: registry.integrations().find(polling.integration)?,
                live: RwLock::default(),
            };
            Some((key.clone(), entry))
        });
        let book = Self {
            entries: entries.collect(),
            given_back: Notify::new(),
        };
        book.refresh(store).await?;
        Ok(book)
    }

    /// Takes over where the sources stand, whichever process asks them.
    pub(super) async fn refresh(&self, store: &Store) -> Result<(), StoreError> {
        if self.entries.is_empty() {
            return Ok(());
        }
        for stored in store.polls().await? {
            if let Some(entry) = self.entries.get(&stored.source) {
                *entry.live.write().unwrap_or_else(PoisonError::into_inner) = stored.into();
            }
        }
        Ok(())
    }

    /// The keys of the sources.
    pub(super) fn keys(&self) -> Vec<SourceKey> {
        self.entries.keys().cloned().collect()
    }

    /// The sources.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&SourceKey, &Polling)> {
        self.entries
            .iter()
            .map(|(key, entry)| (key, &entry.polling))
    }

    /// A source by its key.
    pub(super) fn get(&self, key: &SourceKey) -> Option<&Entry> {
        self.entries.get(key)
    }

    /// The sources as a person sees them.
    pub(crate) fn records(&self) -> impl Iterator<Item = SourceRecord> {
        self.entries.iter().map(|(key, entry)| {
            let live = entry.live.read().unwrap_or_else(PoisonError::into_inner);
            let polling = &entry.polling;
            let state = SourceState::Polling(live.clone());
            SourceRecord {
                integration: Some(polling.integration.id.to_owned()),
                ..SourceRecord::of_feed(key, polling.meta.id, state)
            }
        })
    }
}

impl From<StoredPoll> for PollRecord {
    fn from(stored: StoredPoll) -> Self {
        Self {
            answered_at: stored.answered_at,
            next_at: Some(stored.next_at),
            is_asked: stored.asked_by.is_some(),
            failures: stored.failures,
            error: stored.error,
            cursor: stored.cursor.map(|cursor| cursor.as_str().to_owned()),
        }
    }
}
