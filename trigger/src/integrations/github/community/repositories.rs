//! What can be done with repositories.

use http::Method;
use serde_json::{Value, json};

use super::super::client::GitHub;
use super::super::paths::{of_hooked, of_repository};
use super::super::shared::repository::Repository;
use crate::error::Result;
use crate::tasks;

/// The tasks on repositories. A repository is `acme/site`.
#[tasks(namespace = "repositories")]
impl GitHub {
    /// One repository.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`]; one that is not there cannot be tried again.
    pub async fn get(&self, repository: &str) -> Result<Repository> {
        let path = of_repository(repository, &[])?;
        Ok(self.request(Method::GET, &path, &()).await?)
    }

    /// The repositories of an organisation that the token may see; all pages.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`].
    pub async fn list(&self, organization: &str) -> Result<Vec<Repository>> {
        let path = of_hooked(organization, &["repos"])?;
        Ok(self.list_all(&path, &(), None).await?)
    }

    /// Sends an event of one's own to a repository: it starts the workflows that wait for it, and
    /// comes back as [`on_repository_dispatch`](struct@crate::integrations::github::on_repository_dispatch).
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`].
    pub async fn dispatch(&self, repository: &str, event: &str, payload: Value) -> Result<()> {
        let path = of_repository(repository, &["dispatches"])?;
        let parameters = json!({ "event_type": event, "client_payload": payload });
        Ok(self.request(Method::POST, &path, &parameters).await?)
    }
}
