//! What a run decides by and must not see differently the next time: the clock, randomness, and
//! what it says of itself.

use std::future::Future;
use std::panic::Location;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Io, Scope, StepKind, TaskKey};
use crate::error::Result;
use crate::spec::{RetryPolicy, TaskMeta};
use crate::time::Timestamp;

/// What a run says of itself, for people to look at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Status {
    /// What it is about, such as `rendering`. A later status of the same label takes its place;
    /// the earlier ones are kept as its history.
    pub label: String,
    /// Where that stands, such as `half done`.
    pub state: String,
    /// The values that belong to it; `null` when there are none.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub data: Value,
}

impl Status {
    /// A status without values.
    pub fn new(label: impl Into<String>, state: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            state: state.into(),
            data: Value::Null,
        }
    }

    /// With values.
    #[must_use]
    pub fn data(mut self, data: impl Into<Value>) -> Self {
        self.data = data.into();
        self
    }
}

impl Io {
    /// The time, recorded: a replay gets the same.
    ///
    /// # Errors
    ///
    /// When the key is used twice.
    #[track_caller]
    pub fn now(&self, key: impl Into<TaskKey>) -> impl Future<Output = Result<Timestamp>> + Send {
        record(key.into(), StepKind::Now, Location::caller(), |scope| {
            Ok(scope.ops().now())
        })
    }

    /// A random number from 0 to 1, 1 excluded, recorded: a replay gets the same. It comes from
    /// the system's source of randomness.
    ///
    /// # Errors
    ///
    /// When the system has no randomness to give, or the key is used twice.
    #[track_caller]
    pub fn random(&self, key: impl Into<TaskKey>) -> impl Future<Output = Result<f64>> + Send {
        record(key.into(), StepKind::Random, Location::caller(), |_| {
            let mut bytes = [0; 8];
            getrandom::fill(&mut bytes)?;
            // As many bits as a number below 1 has.
            Ok((u64::from_ne_bytes(bytes) >> 11) as f64 / (1_u64 << 53) as f64)
        })
    }

    /// A new id that nobody else has, recorded: a replay gets the same. It is a UUID of version 7,
    /// 36 characters in lower case.
    ///
    /// # Errors
    ///
    /// When the key is used twice.
    #[track_caller]
    pub fn uuid(&self, key: impl Into<TaskKey>) -> impl Future<Output = Result<String>> + Send {
        record(key.into(), StepKind::Uuid, Location::caller(), |_| {
            Ok(uuid::Uuid::now_v7().to_string())
        })
    }

    /// Says where something stands, for people to look at: on the command line with `runs show`.
    ///
    /// # Errors
    ///
    /// When the key is used twice.
    #[track_caller]
    pub fn status(
        &self,
        key: impl Into<TaskKey>,
        status: Status,
    ) -> impl Future<Output = Result<()>> + Send {
        let (key, location) = (key.into(), Location::caller());
        async move {
            let kept: Status =
                record(key, StepKind::Status, location, move |_| Ok(status.clone())).await?;
            drop(kept);
            Ok(())
        }
    }
}

/// A step that is executed in an instant.
async fn record<T, F>(
    key: TaskKey,
    kind: StepKind,
    location: &'static Location<'static>,
    make: F,
) -> Result<T>
where
    T: Serialize + DeserializeOwned + Send,
    F: Fn(&Scope) -> Result<T> + Send + Sync,
{
    let scope = Scope::require(&format!("`{kind}`"))?;
    let meta = TaskMeta::new(kind.as_str()).retry(RetryPolicy::NONE);
    let step = scope.step(key, kind, meta, location);
    let inner = scope.clone();
    scope.run(step, &|| std::future::ready(make(&inner))).await
}
