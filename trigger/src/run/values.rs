//! Values that a run keeps beyond a task.

use std::future::Future;
use std::panic::Location;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::{RawValue, to_raw_value};

use super::{Scope, StepKind, TaskKey};
use crate::error::{Error, Result};
use crate::spec::TaskMeta;

/// Whose value it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateScope {
    /// The run's own.
    Run,
    /// One for all runs of the job.
    Job,
    /// One for the app.
    App,
}

/// An operation on a value.
#[derive(Clone, Debug)]
pub struct StateOp {
    /// Whose it is.
    pub scope: StateScope,
    /// What it is called there.
    pub name: String,
    /// What is done.
    pub change: StateChange,
}

/// What is done with a value.
#[derive(Clone, Debug)]
pub enum StateChange {
    /// It is read: `[value]`, or `[]` when there is none.
    Get,
    /// It is written: `null`.
    Set(Box<RawValue>),
    /// It is forgotten: whether there was one.
    Delete,
}

/// Values by their names; see [`Io::store`](crate::Io::store).
#[derive(Clone, Copy, Debug)]
pub struct Values(pub(super) StateScope);

impl Values {
    /// The values of all runs of this job.
    #[must_use]
    pub fn job(self) -> Self {
        Self(StateScope::Job)
    }

    /// The values of the app.
    #[must_use]
    pub fn app(self) -> Self {
        Self(StateScope::App)
    }

    /// Reads a value, once: a replay gets what was read then.
    ///
    /// # Errors
    ///
    /// When the value is of another type, or the key is used twice.
    #[track_caller]
    pub fn get<T: DeserializeOwned>(
        self,
        key: impl Into<TaskKey>,
        name: impl Into<String>,
    ) -> impl Future<Output = Result<Option<T>>> + Send {
        let call = self.call(key, StepKind::StoreGet, name, Ok(StateChange::Get));
        async move { Ok(call.make::<Vec<T>>().await?.pop()) }
    }

    /// Whether there is a value.
    ///
    /// # Errors
    ///
    /// When the key is used twice.
    #[track_caller]
    pub fn has(
        self,
        key: impl Into<TaskKey>,
        name: impl Into<String>,
    ) -> impl Future<Output = Result<bool>> + Send {
        let call = self.call(key, StepKind::StoreHas, name, Ok(StateChange::Get));
        async move {
            let found: Vec<serde::de::IgnoredAny> = call.make().await?;
            Ok(!found.is_empty())
        }
    }

    /// Writes a value, once, in the commit that keeps the call.
    ///
    /// # Errors
    ///
    /// When the value cannot be written as JSON, or the key is used twice.
    #[track_caller]
    pub fn set<T: Serialize>(
        self,
        key: impl Into<TaskKey>,
        name: impl Into<String>,
        value: T,
    ) -> impl Future<Output = Result<()>> + Send {
        let value = to_raw_value(&value)
            .map(StateChange::Set)
            .map_err(|error| Error::permanent(format!("the value is not JSON: {error}")));
        self.call(key, StepKind::StoreSet, name, value).make()
    }

    /// Forgets a value, once. Says whether there was one.
    ///
    /// # Errors
    ///
    /// When the key is used twice.
    #[track_caller]
    pub fn delete(
        self,
        key: impl Into<TaskKey>,
        name: impl Into<String>,
    ) -> impl Future<Output = Result<bool>> + Send {
        self.call(key, StepKind::StoreDelete, name, Ok(StateChange::Delete))
            .make()
    }

    #[track_caller]
    fn call(
        self,
        key: impl Into<TaskKey>,
        kind: StepKind,
        name: impl Into<String>,
        change: Result<StateChange>,
    ) -> StoreCall {
        StoreCall {
            key: key.into(),
            kind,
            scope: self.0,
            name: name.into(),
            change,
            location: Location::caller(),
        }
    }
}

/// An operation on a value that is about to be made.
struct StoreCall {
    key: TaskKey,
    kind: StepKind,
    scope: StateScope,
    name: String,
    change: Result<StateChange>,
    location: &'static Location<'static>,
}

impl StoreCall {
    async fn make<T: DeserializeOwned>(self) -> Result<T> {
        let scope = Scope::require(&format!("`{}`", self.kind))?;
        let meta = TaskMeta::new("").icon("store");
        let mut step = scope.step(self.key, self.kind, meta, self.location);
        step.name.clone_from(&self.name);
        let op = StateOp {
            scope: self.scope,
            name: self.name,
            change: self.change?,
        };
        let output = scope.ops().state(step, op).await?;
        serde_json::from_str(output.get())
            .map_err(|error| Error::permanent(format!("the stored value: {error}")))
    }
}
