//! Registering dynamic triggers from within a run.

use std::future::Future;
use std::panic::Location;

use super::dynamic::{DynamicTrigger, TriggerRegistration};
use crate::error::Result;
use crate::run::{Call, Io, Scope, TaskKey, TriggerRequest, call_task};
use crate::spec::TaskMeta;

impl Io {
    /// Registers a dynamic trigger: its events start the jobs of its kind from now on. What it needs
    /// at the provider is registered by a run of its own, which begins at once. See
    /// [`DynamicTrigger`].
    ///
    /// `key` names the call within the run, like that of [`Io::run`]; the registration has the key
    /// that names the trigger among those of its kind.
    ///
    /// # Errors
    ///
    /// When no job of the app is of its kind, the integration is missing, what is given cannot be
    /// written as JSON, or the key is used twice.
    #[track_caller]
    pub fn register_trigger<T: DynamicTrigger>(
        &self,
        key: impl Into<TaskKey>,
        registration: TriggerRegistration<T>,
    ) -> impl Future<Output = Result<()>> + Send {
        let (key, location) = (key.into(), Location::caller());
        let request = registration.request();
        async move { call_task(key, Register(request?), location).await }
    }

    /// Takes the dynamic trigger back that is registered under a key. What nothing else wants any
    /// more is removed at the provider, by a run of its own. Says whether there was one.
    ///
    /// # Errors
    ///
    /// When the key of the call is used twice.
    #[track_caller]
    pub fn unregister_trigger<T: DynamicTrigger>(
        &self,
        key: impl Into<TaskKey>,
        trigger_key: impl Into<String>,
    ) -> impl Future<Output = Result<bool>> + Send {
        let (key, location) = (key.into(), Location::caller());
        let unregister = Unregister {
            kind: T::ID,
            key: trigger_key.into(),
        };
        call_task(key, unregister, location)
    }
}

/// The kind of these calls.
enum OfTriggers {}

struct Register(TriggerRequest);

impl Call<OfTriggers> for Register {
    type Output = ();

    fn meta(&self) -> TaskMeta {
        TaskMeta::new("register trigger").icon("webhook")
    }

    async fn attempt(&self) -> Result<()> {
        let scope = Scope::require("`io.register_trigger`")?;
        scope.ops().register_trigger(self.0.clone()).await
    }
}

struct Unregister {
    kind: &'static str,
    key: String,
}

impl Call<OfTriggers> for Unregister {
    type Output = bool;

    fn meta(&self) -> TaskMeta {
        TaskMeta::new("unregister trigger").icon("webhook")
    }

    async fn attempt(&self) -> Result<bool> {
        let scope = Scope::require("`io.unregister_trigger`")?;
        let ops = scope.ops();
        ops.unregister_trigger(self.kind, self.key.clone()).await
    }
}
