//! The app's sources as they stand now: which accept deliveries, with which secret.

mod entry;
mod upkeep;

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::Registry;
use super::declared::Declared;
use crate::error::{Error, Result};
use crate::job::Integrations;
use crate::record::SourceRecord;
use crate::run::BoxFuture;
use crate::seal::Keyring;
use crate::source::{AnySource, Coverage, Rejected, Response, SourceBinding, SourceKey};
use crate::store::{Store, StoreError, StoredSource, StoredTrigger};
use crate::time::{Clock, Timestamp};

use entry::Facts;
pub(super) use entry::place;
pub(crate) use entry::{Entry, is_current, open_secret};

/// What a sender is answered.
pub(crate) type Answer = Response;

/// An answer of a status and a sentence.
pub(crate) fn answer(status: StatusCode, text: impl Into<String>) -> Answer {
    Response {
        status,
        headers: HeaderMap::new(),
        body: Bytes::from(text.into()),
    }
}

/// The app's sources: those that jobs want by their triggers, those of dynamic triggers, and those
/// that are registered and not wanted any more.
pub(crate) struct SourceBook {
    entries: RwLock<BTreeMap<SourceKey, Arc<Entry>>>,
    declared: Declared,
    integrations: Arc<Integrations>,
    public_url: Option<String>,
    /// Which file the database is; `None` for one in memory.
    home: Option<String>,
    store: Store,
    keyring: Arc<Keyring>,
    clock: Clock,
    /// Held while what is stored and what is live are brought together.
    changing: tokio::sync::Mutex<()>,
}

const NO_PUBLIC_URL: &str =
    "set TRIGGER_PUBLIC_URL to the https:// address under which the provider reaches this app";

fn not_registered_yet() -> Rejected {
    Rejected {
        status: StatusCode::SERVICE_UNAVAILABLE,
        reason: "the source is not registered yet".to_owned(),
    }
}

impl SourceBook {
    /// The app's sources, each in the state that its integration's settings and its stored
    /// registration give it. `home` is which file the database is.
    ///
    /// # Errors
    ///
    /// When the store cannot be read or a stored secret does not open.
    pub(crate) async fn open(
        registry: &Registry,
        public_url: Option<&str>,
        home: Option<String>,
        store: Store,
        keyring: Arc<Keyring>,
        clock: Clock,
    ) -> Result<Self> {
        let book = Self {
            entries: RwLock::default(),
            declared: registry.declared().clone(),
            integrations: Arc::clone(registry.integrations()),
            public_url: public_url.map(|url| url.trim_end_matches('/').to_owned()),
            home,
            store,
            keyring,
            clock,
            changing: tokio::sync::Mutex::default(),
        };
        book.refresh().await?;
        Ok(book)
    }

    /// Takes over what another process of the app has registered since: each must verify, whichever
    /// of them it was.
    pub(super) async fn refresh(&self) -> Result<()> {
        let _changing = self.changing.lock().await;
        let stored = self.store.sources().await?;
        let mut stored: BTreeMap<_, _> = stored
            .into_iter()
            .map(|stored| (stored.identity.key.clone(), stored))
            .collect();
        let mut triggers: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for trigger in self.store.triggers().await? {
            let of_source = triggers.entry(trigger.source.clone()).or_default();
            of_source.push(trigger);
        }
        let keys = self.declared.sources().keys();
        let keys = keys.chain(stored.keys()).chain(triggers.keys()).cloned();
        let keys: BTreeSet<SourceKey> = keys.collect();
        let mut entries = BTreeMap::new();
        for key in keys {
            let stored = stored.remove(&key);
            let triggers = triggers.remove(&key).unwrap_or_default();
            if let Some(entry) = self.entry_of(&key, stored, triggers).await? {
                entries.insert(key, Arc::new(entry));
            }
        }
        *self.entries.write().unwrap_or_else(PoisonError::into_inner) = entries;
        Ok(())
    }

    /// Brings the entry of one source to what is stored about it. That is rare, and so no part of the
    /// future of each delivery.
    pub(super) fn reload<'s>(
        &'s self,
        key: &'s SourceKey,
    ) -> BoxFuture<'s, Result<Option<Arc<Entry>>>> {
        Box::pin(async move {
            let _changing = self.changing.lock().await;
            let stored = self.store.source(key.clone()).await?;
            let triggers = self.store.triggers_of(key.clone()).await?;
            let entry = self.entry_of(key, stored, triggers).await?.map(Arc::new);
            let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
            match &entry {
                Some(entry) => entries.insert(key.clone(), Arc::clone(entry)),
                None => entries.remove(key),
            };
            Ok(entry)
        })
    }

    /// A source; what another process has come to know is looked for, too.
    pub(crate) async fn find(&self, key: &SourceKey) -> Result<Option<Arc<Entry>>> {
        match self.get(key) {
            Some(entry) if entry.awaits_secret() => self.reload(key).await,
            Some(entry) => Ok(Some(entry)),
            None if self.declared.has_triggers() => self.reload(key).await,
            None => Ok(None),
        }
    }

    fn get(&self, key: &SourceKey) -> Option<Arc<Entry>> {
        let entries = self.entries.read().unwrap_or_else(PoisonError::into_inner);
        entries.get(key).cloned()
    }

    fn all(&self) -> Vec<Arc<Entry>> {
        let entries = self.entries.read().unwrap_or_else(PoisonError::into_inner);
        entries.values().cloned().collect()
    }

    /// When the provider of a source was last asked.
    pub(super) fn checked_at(&self, key: &SourceKey) -> Option<Timestamp> {
        self.get(key)?.checked_at()
    }

    /// The sources as a person sees them.
    pub(crate) fn records(&self) -> Vec<SourceRecord> {
        self.all().iter().map(|entry| entry.record()).collect()
    }

    /// What the program says of sources.
    pub(super) fn declared(&self) -> &Declared {
        &self.declared
    }

    /// The entry of a source; `None` if there is nothing to be said of it.
    async fn entry_of(
        &self,
        key: &SourceKey,
        stored: Option<StoredSource>,
        triggers: Vec<StoredTrigger>,
    ) -> Result<Option<Entry>> {
        let declared = self.declared.sources().get(key);
        let mut source = declared.map(|wanted| Arc::clone(&wanted.source));
        let mut desired = declared.map(|wanted| wanted.wanted.clone());
        for trigger in &triggers {
            let Some(kind) = self.declared.trigger(&trigger.kind) else {
                continue;
            };
            let params = trigger.params.clone();
            let bound = kind.source.bind(params, trigger.account.clone())?;
            let events = kind.event.names.iter().map(|name| (*name).to_owned());
            desired.get_or_insert_default().extend(Coverage {
                events: events.collect(),
                options: bound.source.options(),
            });
            source.get_or_insert(bound.source);
        }
        if desired.is_none() && stored.is_none() {
            return Ok(None);
        }
        let source = source.or_else(|| self.restored(stored.as_ref()?));
        let metadata = self.store.source_metadata(key.clone()).await?;
        let facts = Facts {
            integration: self.integration_of(source.as_ref()),
            key: key.clone(),
            source,
            desired: desired.unwrap_or_default(),
            url: self.url_of(key),
            home: self.home.clone(),
            stored,
            triggers,
            metadata,
        };
        facts.entry(&self.keyring).map(Some)
    }

    /// A source that no job wants, made from what is stored about it.
    fn restored(&self, stored: &StoredSource) -> Option<Arc<dyn AnySource>> {
        let identity = &stored.identity;
        let kind = self.declared.kind(&identity.kind)?;
        let bound = kind.bind(identity.params.clone(), identity.account.clone());
        match bound {
            Ok(SourceBinding { source, .. }) => Some(source),
            Err(error) => {
                tracing::warn!(source = %identity.key, %error, "the source cannot be made again");
                None
            }
        }
    }

    fn integration_of(
        &self,
        source: Option<&Arc<dyn AnySource>>,
    ) -> Option<Arc<dyn Any + Send + Sync>> {
        self.integrations.find(source?.kind().integration)
    }

    /// Where the provider of a source is to send to.
    fn url_of(&self, key: &SourceKey) -> Option<String> {
        let base = self.public_url.as_ref()?;
        Some(format!("{base}/sources/{key}"))
    }
}

impl From<Rejected> for Answer {
    fn from(rejected: Rejected) -> Self {
        answer(rejected.status, rejected.reason)
    }
}

impl From<StoreError> for Answer {
    /// The sender is to try again: nothing was recorded.
    fn from(error: StoreError) -> Self {
        Error::from(error).into()
    }
}

impl From<Error> for Answer {
    /// The same for whatever else the delivery could not be recorded for.
    fn from(error: Error) -> Self {
        tracing::error!(%error, "a delivery could not be recorded");
        let mut answer = answer(
            StatusCode::SERVICE_UNAVAILABLE,
            "the delivery could not be recorded; try again",
        );
        let retry_after = http::HeaderValue::from_static("5");
        answer
            .headers
            .insert(http::header::RETRY_AFTER, retry_after);
        answer
    }
}
