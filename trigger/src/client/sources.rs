//! What a program can do about its sources.

use super::{Client, ClientError, Result};
use crate::engine::{Inherited, Pruned};
use crate::id::RunId;
use crate::record::{CheckRecord, SourceRecord};
use crate::source::{DynamicTrigger, TriggerRegistration};

impl Client {
    /// The app's sources, as they stand: those that jobs and dynamic triggers want, and those that
    /// are registered and not wanted any more.
    pub fn sources(&self) -> Vec<SourceRecord> {
        self.engine.sources()
    }

    /// One of the app's sources, by its key.
    pub fn source(&self, key: &str) -> Option<SourceRecord> {
        self.sources().into_iter().find(|source| source.key == key)
    }

    /// Asks providers whether they still have what was registered: that of one source, or of all
    /// that are registered. What somebody has changed or deleted there is registered anew, by the
    /// run that the record names.
    ///
    /// # Errors
    ///
    /// When there is no such source or the database cannot be used. That a provider does not answer
    /// is a finding, not an error.
    pub async fn check_sources(&self, key: Option<&str>) -> Result<Vec<CheckRecord>> {
        Ok(self.engine.check_sources(key.map(str::to_owned)).await?)
    }

    /// Has a source registered anew, whatever is known of its registration, by the run that is
    /// given.
    ///
    /// # Errors
    ///
    /// When there is no such source, or it does not register itself; the error says why.
    pub async fn register_source(&self, key: &str) -> Result<RunId> {
        Ok(self.engine.register_source(key.to_owned(), None).await?)
    }

    /// The same for a source that another file of this database has registered at another URL: the
    /// app has moved, and its registration with it.
    ///
    /// # Errors
    ///
    /// As [`register_source`](Self::register_source).
    pub async fn take_over_source(&self, key: &str) -> Result<RunId> {
        let inherited = Some(Inherited::TakenOver);
        Ok(self
            .engine
            .register_source(key.to_owned(), inherited)
            .await?)
    }

    /// The same for a source that the file which this database was copied from has registered: that
    /// registration is left alone, and this app makes its own.
    ///
    /// # Errors
    ///
    /// As [`register_source`](Self::register_source).
    pub async fn register_source_anew(&self, key: &str) -> Result<RunId> {
        let inherited = Some(Inherited::Left);
        Ok(self
            .engine
            .register_source(key.to_owned(), inherited)
            .await?)
    }

    /// Removes at its provider a source that no job and no dynamic trigger wants any more, by the
    /// run that is given.
    ///
    /// # Errors
    ///
    /// When there is no such source, it is wanted, or the app cannot remove it; the error says why.
    pub async fn prune_source(&self, key: &str) -> Result<RunId> {
        let run = self.engine.prune_source(key.to_owned(), Pruned::Removed);
        run.await?
            .ok_or_else(|| ClientError::NoSource(key.to_owned()))
    }

    /// Forgets a source that no job and no dynamic trigger wants any more; what is at its provider
    /// stays.
    ///
    /// # Errors
    ///
    /// When there is no such source or it is wanted.
    pub async fn forget_source(&self, key: &str) -> Result<()> {
        let forgotten = self.engine.prune_source(key.to_owned(), Pruned::Forgotten);
        Ok(forgotten.await.map(drop)?)
    }

    /// Registers a dynamic trigger: its events start the jobs of its kind from now on. See
    /// [`DynamicTrigger`].
    ///
    /// # Errors
    ///
    /// When no job of the app is of its kind, the integration is missing, what is given cannot be
    /// written as JSON, or the database cannot be written.
    pub async fn register_trigger<T: DynamicTrigger>(
        &self,
        registration: TriggerRegistration<T>,
    ) -> Result<()> {
        let request = registration.request().map_err(ClientError::Refused)?;
        let registered = self.engine.register_trigger(request).await;
        registered.map_err(ClientError::Refused)
    }

    /// Takes the dynamic trigger back that is registered under a key. What nothing else wants any
    /// more is removed at the provider. Says whether there was one.
    ///
    /// # Errors
    ///
    /// When the database cannot be written.
    pub async fn unregister_trigger<T: DynamicTrigger>(
        &self,
        key: impl Into<String>,
    ) -> Result<bool> {
        let unregistered = self.engine.unregister_trigger(T::ID, key.into()).await;
        unregistered.map_err(ClientError::Refused)
    }
}
