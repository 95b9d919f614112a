//! One source as it stands: what follows from the program, its settings and what is stored.

use std::any::Any;
use std::sync::{Arc, Mutex, PoisonError};

use secrecy::SecretString;
use serde_json::Value;

use crate::error::Error;
use crate::record::{OptionRecord, SourceRecord, SourceState};
use crate::seal::Keyring;
use crate::source::signature::Secrets;
use crate::source::{
    AnySource, Coverage, Handled, Incoming, Readiness, Receiving, Rejected, Request, SourceKey,
    Wanted, WantedOptions,
};
use crate::store::{Metadata, StoredSource, StoredTrigger};
use crate::time::Timestamp;

/// What is known about a source, from which its entry follows.
pub(super) struct Facts {
    pub(super) key: SourceKey,
    /// `None` for a source of a kind that the program does not have.
    pub(super) source: Option<Arc<dyn AnySource>>,
    /// What jobs and dynamic triggers want.
    pub(super) desired: Coverage,
    pub(super) integration: Option<Arc<dyn Any + Send + Sync>>,
    /// Where the provider is to send to; `None` while no public URL is set.
    pub(super) url: Option<String>,
    /// Which file the database is.
    pub(super) home: Option<String>,
    pub(super) stored: Option<StoredSource>,
    pub(super) triggers: Vec<StoredTrigger>,
    pub(super) metadata: Metadata,
}

/// A source as it stands. It is replaced as a whole when something of it changes.
pub(crate) struct Entry {
    pub(super) key: SourceKey,
    pub(super) source: Option<Arc<dyn AnySource>>,
    pub(super) state: SourceState,
    pub(super) desired: Coverage,
    /// The dynamic triggers whose events come through it.
    pub(crate) triggers: Vec<StoredTrigger>,
    url: Option<String>,
    registered: Coverage,
    secrets: Option<Secrets>,
    data: Option<Value>,
    checked_at: Option<Timestamp>,
    metadata: Mutex<Arc<Metadata>>,
}

impl Facts {
    /// The entry that follows.
    ///
    /// # Errors
    ///
    /// When a stored secret does not open.
    pub(super) fn entry(self, keyring: &Keyring) -> Result<Entry, Error> {
        let readiness = self.readiness();
        let stored = self.stored.as_ref();
        let secrets = match &readiness {
            Readiness::Manual(secrets) => Some(secrets.clone()),
            Readiness::Inactive(_) => None,
            Readiness::Registers => stored
                .map(|stored| open_secret(stored, keyring))
                .transpose()?
                .flatten()
                .map(Secrets::from),
        };
        Ok(Entry {
            state: self.state(&readiness),
            data: stored.and_then(|stored| stored.data.clone()),
            registered: stored
                .map(|stored| stored.registered.clone())
                .unwrap_or_default(),
            checked_at: stored.and_then(|stored| stored.checked_at),
            secrets,
            // What is not wanted any more is where it was registered.
            url: match stored {
                Some(stored) if self.desired.events.is_empty() => Some(stored.url.clone()),
                _ => self.url,
            },
            key: self.key,
            source: self.source,
            desired: self.desired,
            triggers: self.triggers,
            metadata: Mutex::new(Arc::new(self.metadata)),
        })
    }

    /// What the integration's settings allow.
    fn readiness(&self) -> Readiness {
        let Some(source) = &self.source else {
            let kind = self.stored.as_ref().map(|stored| &*stored.identity.kind);
            let kind = kind.unwrap_or_default();
            return Readiness::Inactive(format!(
                "the program does not know sources of the kind `{kind}`: add \
                 `.source::<…>()` with their type to the app"
            ));
        };
        match &self.integration {
            Some(integration) => source.readiness(integration.as_ref()),
            None => Readiness::Inactive(format!(
                "add `.integration({}::from_env())` to the app",
                source.kind().integration.type_name
            )),
        }
    }

    /// The state that settings and the stored registration give the source.
    fn state(&self, readiness: &Readiness) -> SourceState {
        let stored = self.stored.as_ref();
        if self.desired.events.is_empty() {
            let error = stored.and_then(|stored| stored.error.clone());
            return SourceState::Unwanted { error };
        }
        match readiness {
            Readiness::Manual(_) => return SourceState::Manual,
            Readiness::Inactive(hint) => return SourceState::Inactive { hint: hint.clone() },
            Readiness::Registers => {}
        }
        let Some(url) = &self.url else {
            let hint = super::NO_PUBLIC_URL.to_owned();
            return SourceState::Inactive { hint };
        };
        let Some(stored) = stored else {
            return SourceState::Registering;
        };
        if is_of_another_file(stored, url, self.home.as_deref()) {
            let (key, there) = (&self.key, &stored.url);
            let hint = format!(
                "another file of this database has registered it at {there}: if the app has moved \
                 here, `sources register {key} --take-over`; if this is a copy, `sources register \
                 {key} --anew`, which leaves the other one alone"
            );
            return SourceState::Inactive { hint };
        }
        if let Some(reason) = stored.error.clone() {
            return SourceState::Failed { reason };
        }
        if let Some(found) = stored.drift.clone() {
            return SourceState::Drifted { found };
        }
        let settled = Wanted::compare(self.desired.events.clone(), &stored.registered.events)
            .is_settled()
            && WantedOptions::compare(&self.desired.options, &stored.registered.options)
                .is_settled();
        let known = stored.active && stored.url == *url && stored.secret.is_some();
        match known && settled {
            true => SourceState::Registered,
            false => SourceState::Registering,
        }
    }
}

/// Whether a registration was made at another URL by another file of this database: then nothing
/// tells whether the app has moved, or this is a copy and the app is still there.
pub(super) fn is_of_another_file(stored: &StoredSource, url: &str, home: Option<&str>) -> bool {
    stored.data.is_some() && stored.url != url && stored.home.as_deref() != home
}

impl Entry {
    /// Verifies a request with the source's secret and finds the events in it, with the version of
    /// what the source keeps that it was given.
    ///
    /// # Errors
    ///
    /// The source's rejection, or a 503 while the source has no secret yet.
    pub(crate) fn handle<'r>(
        &self,
        request: &'r Request,
    ) -> (Result<Handled<'r>, Rejected>, Arc<Metadata>) {
        let metadata = Arc::clone(&self.metadata.lock().unwrap_or_else(PoisonError::into_inner));
        let (Some(source), Some(secrets)) = (&self.source, &self.secrets) else {
            return (Err(super::not_registered_yet()), metadata);
        };
        let known = self.receiving(secrets, &metadata);
        (source.handle(known, request), metadata)
    }

    /// Writes an event into a request as the provider would, signed with the source's secret.
    ///
    /// # Errors
    ///
    /// Why that cannot be done.
    pub(crate) fn imitate(&self, event: &Incoming<'_>, request: Request) -> Result<Request, Error> {
        let metadata = Arc::clone(&self.metadata.lock().unwrap_or_else(PoisonError::into_inner));
        match (&self.source, &self.secrets, &self.state) {
            (Some(source), Some(secrets), _) => {
                source.imitate(self.receiving(secrets, &metadata), event, request)
            }
            (_, _, SourceState::Inactive { hint }) => Err(Error::permanent(hint)),
            _ => Err(Error::permanent(super::not_registered_yet())),
        }
    }

    fn receiving<'s>(&'s self, secrets: &'s Secrets, metadata: &'s Metadata) -> Receiving<'s> {
        Receiving {
            key: &self.key,
            url: self.url.as_deref(),
            secrets,
            metadata: &metadata.value,
            data: self.data.as_ref(),
        }
    }

    /// Takes over what the source keeps for its next delivery, unless that is older.
    pub(crate) fn keep_metadata(&self, metadata: Metadata) {
        let mut kept = self.metadata.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.version < metadata.version {
            *kept = Arc::new(metadata);
        }
    }

    /// Whether nothing can be verified until the source is registered, by this process or another.
    pub(super) fn awaits_secret(&self) -> bool {
        self.secrets.is_none() && self.is_unsettled()
    }

    /// Whether what is registered is not what is wanted.
    pub(in crate::engine) fn is_unsettled(&self) -> bool {
        matches!(
            self.state,
            SourceState::Registering | SourceState::Failed { .. } | SourceState::Drifted { .. }
        )
    }

    /// Whether neither a job nor a dynamic trigger wants it.
    pub(in crate::engine) fn is_unwanted(&self) -> bool {
        matches!(self.state, SourceState::Unwanted { .. })
    }

    /// When the provider was last asked.
    pub(super) fn checked_at(&self) -> Option<Timestamp> {
        self.checked_at
    }

    /// The source as a person sees it.
    pub(super) fn record(&self) -> SourceRecord {
        let options = WantedOptions::compare(&self.desired.options, &self.registered.options);
        let kind = self.source.as_ref().map(|source| source.kind());
        let account = self.source.as_ref().and_then(|source| source.account());
        SourceRecord {
            key: self.key.to_string(),
            integration: kind.map(|kind| kind.integration.id.to_owned()),
            account: account.map(str::to_owned),
            state: self.state.clone(),
            url: self.url.clone(),
            desired: self.desired.events.iter().cloned().collect(),
            registered: self.registered.events.iter().cloned().collect(),
            options: options
                .iter()
                .map(|(name, wanted)| OptionRecord {
                    name: name.to_owned(),
                    desired: wanted.desired.iter().cloned().collect(),
                    missing: wanted.missing.iter().cloned().collect(),
                    orphaned: wanted.orphaned.iter().cloned().collect(),
                })
                .collect(),
            triggers: self
                .triggers
                .iter()
                .map(|trigger| format!("{}/{}", trigger.kind, trigger.key))
                .collect(),
            checked_at: self.checked_at,
        }
    }
}

/// Where a source's secret is kept, which it is bound to.
pub(in crate::engine) fn place(key: &SourceKey) -> String {
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
    let secret = String::from_utf8(keyring.open(&place(&stored.identity.key), sealed)?)?;
    Ok(Some(secret.into()))
}

/// Whether the secret that is kept of a source is sealed with the first key.
pub(crate) fn is_current(stored: &StoredSource, keyring: &Keyring) -> bool {
    let place = place(&stored.identity.key);
    let sealed = stored.secret.as_ref();
    sealed.is_none_or(|sealed| keyring.opened(&place, sealed).is_ok_and(|(_, first)| first))
}
