//! Requests that no task covers, as tasks.

use std::future::Future;
use std::panic::Location;

use http::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::client::GitHub;
use crate::error::Result;
use crate::integrations::requests::{Calls, native};
use crate::run::TaskKey;

impl Calls for GitHub {
    async fn call_native<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        parameters: &Value,
    ) -> Result<T> {
        self.call(method, path, parameters).await
    }
}

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
        let request = (method, path.into());
        native(self, key.into(), request, parameters, Location::caller())
    }
}
