//! Requests that no task covers, as tasks.

use std::future::Future;
use std::marker::PhantomData;
use std::panic::Location;

use http::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::Result;
use crate::run::{TaskKey, call_task};
use crate::spec::{Integration, Params, Properties, Task, TaskMeta};

/// A client whose requests are a method, a path and parameters.
pub(crate) trait Calls: Integration {
    /// Makes a request that no task covers.
    fn call_native<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        parameters: &Value,
    ) -> impl Future<Output = Result<T>> + Send;
}

/// Makes a request of a client's a task of its own. The run shows it with its parameters.
pub(crate) fn native<C: Calls, T: Serialize + DeserializeOwned + Send + 'static>(
    client: &C,
    key: TaskKey,
    (method, path): (Method, String),
    parameters: impl Serialize,
    location: &'static Location<'static>,
) -> impl Future<Output = Result<T>> + Send {
    let client = client.clone();
    let parameters = serde_json::to_value(parameters);
    async move {
        let native = Native {
            client,
            method,
            path,
            parameters: parameters?,
            answer: PhantomData,
        };
        call_task(key, native, location).await
    }
}

struct Native<C, T> {
    client: C,
    method: Method,
    path: String,
    parameters: Value,
    answer: PhantomData<fn() -> T>,
}

impl<C: Clone, T> Clone for Native<C, T> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            method: self.method.clone(),
            path: self.path.clone(),
            parameters: self.parameters.clone(),
            answer: PhantomData,
        }
    }
}

impl<C: Calls, T: Serialize + DeserializeOwned + Send + 'static> Task for Native<C, T> {
    type Output = T;
    // Called by its key.
    const META: TaskMeta = TaskMeta::of::<C>("");

    fn params(&self) -> Params {
        Params::new().with("parameters", Some(self.parameters.clone()))
    }

    fn properties(&self) -> Properties {
        Properties::new().with("Request", format_args!("{} {}", self.method, self.path))
    }

    async fn execute(self) -> Result<T> {
        self.client
            .call_native(self.method, &self.path, &self.parameters)
            .await
    }
}
