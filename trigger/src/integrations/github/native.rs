//! Requests that no task covers, as tasks.

use std::future::Future;
use std::marker::PhantomData;
use std::panic::Location;

use http::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::client::GitHub;
use crate::error::Result;
use crate::run::{TaskKey, call_task};
use crate::spec::{Params, Properties, Task, TaskMeta};

impl GitHub {
    /// Makes a request that no task covers as a task of its own: executed once and tried again as
    /// any task. The answer is read as `T`, which may be a [`serde_json::Value`]; parameters and
    /// paths are those of [`GitHub::call`]. The run shows the request with its parameters.
    ///
    /// ```no_run
    /// # use trigger::integrations::github::{GitHub, Method};
    /// # use trigger::Result;
    /// # use serde_json::{Value, json};
    /// # async fn in_a_job(github: GitHub) -> Result<()> {
    /// let gist: Value = github
    ///     .native(
    ///         "keep-notes",
    ///         Method::POST,
    ///         "/gists",
    ///         json!({ "files": { "notes.md": { "content": "# Notes" } } }),
    ///     )
    ///     .await?;
    /// # let _ = gist;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`], once no attempt is left.
    #[track_caller]
    pub fn native<T: Serialize + DeserializeOwned + Send + 'static>(
        &self,
        key: impl Into<TaskKey>,
        method: Method,
        path: impl Into<String>,
        parameters: impl Serialize,
    ) -> impl Future<Output = Result<T>> + Send {
        let (key, location) = (key.into(), Location::caller());
        let (github, path) = (self.clone(), path.into());
        let parameters = serde_json::to_value(parameters);
        async move {
            let native = Native {
                github,
                method,
                path,
                parameters: parameters?,
                answer: PhantomData,
            };
            call_task(key, native, location).await
        }
    }
}

struct Native<T> {
    github: GitHub,
    method: Method,
    path: String,
    parameters: Value,
    answer: PhantomData<fn() -> T>,
}

impl<T> Clone for Native<T> {
    fn clone(&self) -> Self {
        Self {
            github: self.github.clone(),
            method: self.method.clone(),
            path: self.path.clone(),
            parameters: self.parameters.clone(),
            answer: PhantomData,
        }
    }
}

impl<T: Serialize + DeserializeOwned + Send + 'static> Task for Native<T> {
    type Output = T;
    // Called by its key.
    const META: TaskMeta = TaskMeta::of::<GitHub>("");

    fn params(&self) -> Params {
        Params::new().with("parameters", Some(self.parameters.clone()))
    }

    fn properties(&self) -> Properties {
        Properties::new().with("Request", format_args!("{} {}", self.method, self.path))
    }

    async fn execute(self) -> Result<T> {
        self.github
            .call(self.method, &self.path, &self.parameters)
            .await
    }
}
