//! The app's sources as they stand now: which accept deliveries, with which secret.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use secrecy::{ExposeSecret, SecretString};

use super::Registry;
use super::registry::WantedSource;
use crate::error::{Error, Result};
use crate::record::{SourceRecord, SourceState};
use crate::seal::Keyring;
use crate::source::{
    AnySource, Handled, KnownSource, Readiness, Registered, Rejected, Request, Response, SourceKey,
    Wanted,
};
use crate::store::{Store, StoreError, StoredSource};
use crate::time::Clock;

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

/// The app's sources.
pub(crate) struct SourceBook {
    entries: BTreeMap<SourceKey, Entry>,
    store: Store,
    keyring: Arc<Keyring>,
    clock: Clock,
    /// Held while what is stored and what is live are brought together.
    changing: tokio::sync::Mutex<()>,
}

struct Entry {
    wanted: WantedSource,
    /// Where the provider sends to; `None` while no public URL is set.
    url: Option<String>,
    /// Whether the registration was not as wanted when the app started.
    unsettled: bool,
    live: RwLock<Live>,
}

/// What changes while the app runs.
#[derive(Clone, Debug)]
struct Live {
    state: SourceState,
    secret: Option<SecretString>,
    registered: BTreeSet<String>,
}

impl SourceBook {
    /// The sources that the registry's jobs need, each in the state that its integration's
    /// settings and its stored registration give it.
    ///
    /// # Errors
    ///
    /// When the store cannot be read or a stored secret does not open.
    pub(crate) async fn open(
        registry: &Registry,
        public_url: Option<&str>,
        store: Store,
        keyring: Arc<Keyring>,
        clock: Clock,
    ) -> Result<Self> {
        let mut entries = BTreeMap::new();
        for (key, wanted) in registry.sources() {
            let url =
                public_url.map(|base| format!("{}/sources/{key}", base.trim_end_matches('/')));
            let stored = store.source(key.clone()).await?;
            let readiness = match registry.integrations().find(wanted.source.integration()) {
                Some(integration) => wanted.source.readiness(integration.as_ref()),
                None => Readiness::Inactive(format!(
                    "add `.integration({}::from_env())` to the app",
                    wanted.source.integration().type_name
                )),
            };
            let live = live(wanted, url.as_deref(), readiness, stored, &keyring)?;
            let entry = Entry {
                wanted: wanted.clone(),
                url,
                unsettled: matches!(
                    live.state,
                    SourceState::Registering | SourceState::Failed { .. }
                ),
                live: RwLock::new(live),
            };
            entries.insert(key.clone(), entry);
        }
        Ok(Self {
            entries,
            store,
            keyring,
            clock,
            changing: tokio::sync::Mutex::default(),
        })
    }

    /// Takes over what another process of the app has registered since: each must verify, whichever
    /// of them it was.
    pub(super) async fn refresh(&self) -> Result<()> {
        for (key, entry) in &self.entries {
            if !entry.read().state.registers_itself() {
                continue;
            }
            let _changing = self.changing.lock().await;
            let stored = self.store.source(key.clone()).await?;
            let (url, keyring) = (entry.url.as_deref(), &self.keyring);
            let readiness = Readiness::Registers;
            let now = live(&entry.wanted, url, readiness, stored, keyring)?;
            entry.update(|live| *live = now);
        }
        Ok(())
    }

    /// The sources whose registration is not as wanted.
    pub(crate) fn unsettled(&self) -> Vec<SourceKey> {
        self.entries
            .iter()
            .filter(|(_, entry)| entry.unsettled)
            .map(|(key, _)| key.clone())
            .collect()
    }

    /// The sources as a person sees them.
    pub(crate) fn records(&self) -> Vec<SourceRecord> {
        self.entries
            .iter()
            .map(|(key, entry)| {
                let live = entry.read();
                SourceRecord {
                    key: key.to_string(),
                    integration: Some(entry.wanted.source.integration().id.to_owned()),
                    state: live.state,
                    url: entry.url.clone(),
                    desired: entry.wanted.events.iter().cloned().collect(),
                    registered: live.registered.into_iter().collect(),
                }
            })
            .collect()
    }

    /// Whether the app has a source of this key.
    pub(crate) fn has(&self, key: &SourceKey) -> bool {
        self.entries.contains_key(key)
    }

    /// Verifies a request with its source's secret and finds the events in it. `None` when the app
    /// has no such source.
    ///
    /// # Errors
    ///
    /// The source's rejection, or a 503 while the source has no secret yet.
    pub(crate) fn handle<'r>(
        &self,
        key: &SourceKey,
        request: &'r Request,
    ) -> Option<Result<Handled<'r>, Rejected>> {
        let entry = self.entries.get(key)?;
        let Some(secret) = entry.read().secret else {
            return Some(Err(Rejected {
                status: StatusCode::SERVICE_UNAVAILABLE,
                reason: "the source is not registered yet".to_owned(),
            }));
        };
        Some(entry.wanted.source.handle(key, &secret, request))
    }

    /// What a registration needs to know about a source.
    pub(super) async fn registration(&self, key: &SourceKey) -> Result<Registering> {
        let unknown = || Error::permanent(format!("the app has no source `{key}`"));
        let entry = self.entries.get(key).ok_or_else(unknown)?;
        let url = entry
            .url
            .clone()
            .ok_or_else(|| Error::permanent(NO_PUBLIC_URL))?;
        let stored = self.store.source(key.clone()).await?;
        let same_url = |stored: &StoredSource| stored.active && stored.url == url;
        Ok(Registering {
            source: Arc::clone(&entry.wanted.source),
            known: KnownSource {
                active: stored.as_ref().is_some_and(same_url),
                data: stored.as_ref().and_then(|stored| stored.data.clone()),
                has_secret: stored
                    .as_ref()
                    .is_some_and(|stored| stored.secret.is_some()),
            },
            events: Wanted::compare(
                entry.wanted.events.clone(),
                &stored.map(|stored| stored.events).unwrap_or_default(),
            ),
            url,
        })
    }

    /// Keeps a registration and starts to verify with its secret.
    pub(super) async fn registered(
        &self,
        key: &SourceKey,
        url: String,
        registered: Option<Registered>,
    ) -> Result<()> {
        let Some(entry) = self.entries.get(key) else {
            return Ok(());
        };
        let _changing = self.changing.lock().await;
        let secret = registered.as_ref().and_then(|done| done.secret.clone());
        if registered.is_none() {
            // There was nothing to change, whatever an earlier attempt failed at.
            self.store
                .forget_source_error(key.clone(), self.clock.now())
                .await?;
        }
        if let Some(done) = registered {
            let sealed = secret
                .as_ref()
                .map(|secret| {
                    let secret = secret.expose_secret().as_bytes();
                    self.keyring.seal(&place(key), secret)
                })
                .transpose()?;
            let source = StoredSource {
                key: key.clone(),
                url,
                active: true,
                events: done.events.clone(),
                data: Some(done.data),
                secret: sealed,
                error: None,
            };
            self.store.keep_source(source, self.clock.now()).await?;
            entry.update(|live| live.registered = done.events);
        }
        entry.update(|live| {
            live.state = SourceState::Registered;
            if secret.is_some() {
                live.secret = secret;
            }
        });
        Ok(())
    }

    /// Keeps why a registration failed. The source goes on with the secret that it had.
    pub(super) async fn failed(&self, key: &SourceKey, error: &Error) -> Result<()> {
        let Some(entry) = self.entries.get(key) else {
            return Ok(());
        };
        let _changing = self.changing.lock().await;
        let reason = format!("{error:#}");
        tracing::warn!(source = %key, reason, "the source could not be registered");
        let url = entry.url.clone().unwrap_or_default();
        self.store
            .keep_source_error(key.clone(), url, reason.clone(), self.clock.now())
            .await?;
        entry.update(|live| live.state = SourceState::Failed { reason });
        Ok(())
    }
}

/// What a registration needs to know about a source.
pub(super) struct Registering {
    pub(super) source: Arc<dyn AnySource>,
    pub(super) known: KnownSource,
    pub(super) events: Wanted,
    pub(super) url: String,
}

impl Entry {
    fn read(&self) -> Live {
        self.live
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn update(&self, change: impl FnOnce(&mut Live)) {
        change(&mut self.live.write().unwrap_or_else(PoisonError::into_inner));
    }
}

const NO_PUBLIC_URL: &str =
    "set TRIGGER_PUBLIC_URL to the https:// address under which the provider reaches this app";

fn place(key: &SourceKey) -> String {
    format!("source:{key}")
}

/// The secret that is kept of a source.
///
/// # Errors
///
/// When it was encrypted with another key.
pub(crate) fn open_secret(
    stored: &StoredSource,
    keyring: &Keyring,
) -> Result<Option<SecretString>, Error> {
    let Some(sealed) = &stored.secret else {
        return Ok(None);
    };
    let secret = String::from_utf8(keyring.open(&place(&stored.key), sealed)?)?;
    Ok(Some(secret.into()))
}

/// The state that settings and the stored registration give a source.
fn live(
    wanted: &WantedSource,
    url: Option<&str>,
    readiness: Readiness,
    stored: Option<StoredSource>,
    keyring: &Keyring,
) -> Result<Live, Error> {
    let registered = stored.as_ref().map(|stored| stored.events.clone());
    let mut live = Live {
        state: SourceState::Registering,
        secret: None,
        registered: registered.unwrap_or_default(),
    };
    match readiness {
        Readiness::Manual(secret) => {
            live.state = SourceState::Manual;
            live.secret = Some(secret);
            return Ok(live);
        }
        Readiness::Inactive(hint) => {
            live.state = SourceState::Inactive { hint };
            return Ok(live);
        }
        Readiness::Registers => {}
    }
    if let Some(stored) = &stored {
        live.secret = open_secret(stored, keyring)?;
    }
    let Some(url) = url else {
        live.state = SourceState::Inactive {
            hint: NO_PUBLIC_URL.to_owned(),
        };
        return Ok(live);
    };
    if let Some(stored) = stored {
        let wanted = Wanted::compare(wanted.events.clone(), &stored.events);
        let known = stored.active && stored.url == url && stored.secret.is_some();
        if let Some(reason) = stored.error {
            live.state = SourceState::Failed { reason };
        } else if known && wanted.is_settled() {
            live.state = SourceState::Registered;
        }
    }
    Ok(live)
}

impl From<Rejected> for Answer {
    fn from(rejected: Rejected) -> Self {
        answer(rejected.status, rejected.reason)
    }
}

impl From<StoreError> for Answer {
    /// The sender is to try again: nothing was recorded.
    fn from(error: StoreError) -> Self {
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
