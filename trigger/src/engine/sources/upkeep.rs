//! What becomes of a source over time: registered, checked, removed.

use std::any::Any;
use std::sync::Arc;

use secrecy::ExposeSecret;
use serde_json::Value;

use super::entry::{Entry, is_of_another_file, place};
use super::{NO_PUBLIC_URL, SourceBook};
use crate::engine::{Inherited, Pruned};
use crate::error::{Error, Result};
use crate::record::{CheckFinding, SourceState};
use crate::source::{
    AnySource, CheckCall, KnownSource, Readiness, Registered, SourceKey, Standing, Wanted,
    WantedOptions,
};
use crate::store::{SourceIdentity, StoreError, StoredSource};

/// What a registration needs to know about a source.
pub(in crate::engine) struct Registering {
    pub(in crate::engine) source: Arc<dyn AnySource>,
    pub(in crate::engine) integration: Arc<dyn Any + Send + Sync>,
    pub(in crate::engine) known: KnownSource,
    pub(in crate::engine) events: Wanted,
    pub(in crate::engine) options: WantedOptions,
    pub(in crate::engine) url: String,
}

/// What the removal of a source needs to know about it.
pub(in crate::engine) struct Removal {
    pub(in crate::engine) source: Arc<dyn AnySource>,
    pub(in crate::engine) integration: Arc<dyn Any + Send + Sync>,
    pub(in crate::engine) url: String,
    /// What the registration kept; `None` if there was none.
    pub(in crate::engine) data: Option<Value>,
}

impl SourceBook {
    /// The sources whose registration is not as wanted.
    pub(in crate::engine) fn unsettled(&self) -> Vec<SourceKey> {
        let entries = self.all().into_iter();
        let unsettled = entries.filter(|entry| entry.is_unsettled());
        unsettled.map(|entry| entry.key.clone()).collect()
    }

    /// The sources that are registered, for all that is known.
    pub(in crate::engine) fn registered_ones(&self) -> Vec<SourceKey> {
        let entries = self.all().into_iter();
        let registered = entries.filter(|entry| entry.state == SourceState::Registered);
        registered.map(|entry| entry.key.clone()).collect()
    }

    /// What a registration needs to know about a source.
    pub(in crate::engine) async fn registration(&self, key: &SourceKey) -> Result<Registering> {
        let (entry, stored) = self.both(key).await?;
        let (source, integration) = self.able(&entry)?;
        let url = self.url_of(key);
        let url = url.ok_or_else(|| Error::permanent(NO_PUBLIC_URL))?;
        let home = self.home.as_deref();
        if let Some(stored) = &stored
            && is_of_another_file(stored, &url, home)
        {
            let there = &stored.url;
            return Err(Error::permanent(format!(
                "another file of this database has registered it at {there}; `sources` says what \
                 to do"
            )));
        }
        let registered = stored.as_ref().map(|stored| stored.registered.clone());
        let registered = registered.unwrap_or_default();
        let stored = stored.as_ref();
        Ok(Registering {
            source,
            integration,
            known: KnownSource {
                active: stored.is_some_and(|stored| stored.active && stored.url == url),
                data: stored.and_then(|stored| stored.data.clone()),
                has_secret: stored.is_some_and(|stored| stored.secret.is_some()),
            },
            events: Wanted::compare(entry.desired.events.clone(), &registered.events),
            options: WantedOptions::compare(&entry.desired.options, &registered.options),
            url,
        })
    }

    /// Keeps a registration and starts to verify with its secret.
    pub(in crate::engine) async fn registered(
        &self,
        key: &SourceKey,
        url: String,
        registered: Option<Registered>,
    ) -> Result<()> {
        let Some(entry) = self.find(key).await? else {
            return Ok(());
        };
        let now = self.clock.now();
        match registered {
            // There was nothing to change, whatever an earlier attempt failed at.
            None => self.store.settle_source(key.clone(), now).await?,
            Some(done) => {
                let seal = |secret: secrecy::SecretString| {
                    let secret = secret.expose_secret().as_bytes();
                    self.keyring.seal(&place(key), secret)
                };
                let source = StoredSource {
                    identity: identity(&entry)?,
                    url,
                    home: self.home.clone(),
                    active: true,
                    registered: done.coverage,
                    data: Some(done.data),
                    secret: done.secret.map(seal).transpose()?,
                    error: None,
                    drift: None,
                    checked_at: Some(now),
                    updated_at: now,
                };
                self.store.keep_source(source).await?;
            }
        }
        self.reload(key).await?;
        Ok(())
    }

    /// Keeps why something failed at the provider. The source goes on with the secret that it had.
    pub(in crate::engine) async fn failed(&self, key: &SourceKey, error: &Error) -> Result<()> {
        let reason = format!("{error:#}");
        tracing::warn!(source = %key, reason, "the source could not be registered");
        let Some(entry) = self.find(key).await? else {
            return Ok(());
        };
        let url = self.url_of(key).unwrap_or_default();
        let now = self.clock.now();
        self.store
            .keep_source_error(identity(&entry)?, url, reason, now)
            .await?;
        self.reload(key).await?;
        Ok(())
    }

    /// Asks the provider whether it still has what was registered, and keeps what it says. What
    /// was registered anew meanwhile is not judged.
    pub(in crate::engine) async fn check(&self, key: &SourceKey) -> Result<CheckFinding> {
        let (entry, stored) = self.both(key).await?;
        let Some(stored) = stored.filter(|stored| stored.active) else {
            return Ok(CheckFinding::NotRegistered);
        };
        let (Some(data), Ok((source, integration))) = (stored.data, self.able(&entry)) else {
            return Ok(CheckFinding::NotRegistered);
        };
        let call = CheckCall {
            key: key.clone(),
            integration,
            url: stored.url,
            data,
            registered: stored.registered,
        };
        let standing = match source.check(call).await {
            Ok(standing) => standing,
            Err(error) => {
                let reason = format!("{error:#}");
                tracing::warn!(source = %key, reason, "the source could not be checked");
                return Ok(CheckFinding::Unreachable { reason });
            }
        };
        let (finding, drift) = match standing {
            Standing::AsRegistered => (CheckFinding::AsRegistered, None),
            Standing::Unknown => return Ok(CheckFinding::Unknown),
            Standing::Drifted(found) => {
                tracing::warn!(source = %key, found, "the provider has not what was registered");
                let drift = Some(found.clone());
                (CheckFinding::Drifted { found }, drift)
            }
        };
        let (seen, now) = (stored.updated_at, self.clock.now());
        if !self.store.keep_check(key.clone(), seen, drift, now).await? {
            return Ok(CheckFinding::Unknown);
        }
        self.reload(key).await?;
        Ok(finding)
    }

    /// Has a source registered anew; `inherited` decides about a registration of another file.
    pub(in crate::engine) async fn unsettle(
        &self,
        key: &SourceKey,
        inherited: Option<Inherited>,
    ) -> Result<(), StoreError> {
        let Some(entry) = self.get(key) else {
            return Err(StoreError::NoSource(key.to_string()));
        };
        let refused = |reason: &str| StoreError::SourceIs {
            key: key.to_string(),
            reason: reason.to_owned(),
        };
        match (&entry.state, inherited) {
            (SourceState::Manual, _) => {
                return Err(refused("is registered by hand: change it at the provider"));
            }
            (SourceState::Unwanted { .. }, _) => {
                return Err(refused(
                    "is wanted by no job; `sources prune` removes what is registered",
                ));
            }
            (SourceState::Inactive { hint }, None) => return Err(refused(&is_inactive(hint))),
            (_, Some(inherited)) => {
                let home = self.home.clone();
                self.store
                    .inherit_source(key.clone(), home, inherited)
                    .await?;
            }
            (_, None) => self.store.unsettle_source(key.clone()).await?,
        }
        let entry = self.reload(key).await.map_err(unreadable)?;
        match entry.as_ref().map(|entry| &entry.state) {
            Some(SourceState::Inactive { hint }) => Err(refused(&is_inactive(hint))),
            _ => Ok(()),
        }
    }

    /// Whether a source can be pruned, and whether it is to be removed at the provider first.
    pub(in crate::engine) async fn prune(
        &self,
        key: &SourceKey,
        pruned: Pruned,
    ) -> Result<bool, StoreError> {
        let Some(entry) = self.reload(key).await.map_err(unreadable)? else {
            return Err(StoreError::NoSource(key.to_string()));
        };
        let refused = |reason: String| StoreError::SourceIs {
            key: key.to_string(),
            reason,
        };
        if !matches!(entry.state, SourceState::Unwanted { .. }) {
            let reason = "is wanted by a job or a dynamic trigger".to_owned();
            return Err(refused(reason));
        }
        if pruned == Pruned::Removed {
            let able = self.able(&entry);
            able.map_err(|error| refused(format!("cannot be removed: {error:#}")))?;
            return Ok(true);
        }
        self.store.forget_source(key.clone()).await?;
        self.reload(key).await.map_err(unreadable)?;
        Ok(false)
    }

    /// What the removal of a source needs to know about it; `None` when it is wanted again.
    pub(in crate::engine) async fn removal(&self, key: &SourceKey) -> Result<Option<Removal>> {
        let (entry, stored) = self.both(key).await?;
        if !entry.desired.events.is_empty() {
            return Ok(None);
        }
        let (source, integration) = self.able(&entry)?;
        Ok(Some(Removal {
            source,
            integration,
            url: stored
                .as_ref()
                .map(|stored| stored.url.clone())
                .unwrap_or_default(),
            data: stored.and_then(|stored| stored.data),
        }))
    }

    /// Forgets a source that was removed at its provider.
    pub(in crate::engine) async fn deregistered(&self, key: &SourceKey) -> Result<()> {
        self.store.forget_source(key.clone()).await?;
        self.reload(key).await?;
        Ok(())
    }

    /// A source as it stands now, and what is stored about it.
    async fn both(&self, key: &SourceKey) -> Result<(Arc<Entry>, Option<StoredSource>)> {
        let entry = self.reload(key).await?;
        let entry = entry.ok_or_else(|| Error::permanent(format!("there is no source `{key}`")))?;
        Ok((entry, self.store.source(key.clone()).await?))
    }

    /// What registers a source, if the app can.
    fn able(&self, entry: &Entry) -> Result<(Arc<dyn AnySource>, Arc<dyn Any + Send + Sync>)> {
        let Some(source) = &entry.source else {
            return Err(Error::permanent(
                "the program does not know its kind: add `.source::<…>()` with its type to the app",
            ));
        };
        let Some(integration) = self.integration_of(Some(source)) else {
            let name = source.kind().integration.type_name;
            return Err(Error::permanent(format!(
                "`{name}` was not added to the app: add `.integration({name}::from_env())`"
            )));
        };
        match source.readiness(integration.as_ref()) {
            Readiness::Registers => Ok((Arc::clone(source), integration)),
            Readiness::Manual(_) => Err(Error::permanent("it is registered by hand")),
            Readiness::Inactive(hint) => Err(Error::permanent(hint)),
        }
    }
}

fn is_inactive(hint: &str) -> String {
    format!("cannot register: {hint}")
}

/// What makes a source again.
fn identity(entry: &Entry) -> Result<SourceIdentity> {
    let source = entry.source.as_ref();
    let source = source.ok_or_else(|| Error::permanent("the kind of the source is not known"))?;
    Ok(SourceIdentity {
        key: entry.key.clone(),
        kind: source.kind().meta.id.to_owned(),
        params: source.params()?,
        account: source.account().map(str::to_owned),
    })
}

fn unreadable(error: Error) -> StoreError {
    StoreError::Corrupt(format!("{error:#}"))
}
