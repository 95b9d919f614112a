//! What can be done with comments on issues and pull requests.

use http::Method;
use serde_json::json;

use super::super::client::GitHub;
use super::super::paths::of_repository;
use super::issue::Comment;
use crate::error::Result;
use crate::tasks;

/// The tasks on comments on issues and pull requests. A repository is `acme/site`.
#[tasks(namespace = "comments")]
impl GitHub {
    /// Comments on an issue or a pull request, in Markdown.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`].
    pub async fn create(
        &self,
        repository: &str,
        number: i64,
        body: impl Into<String>,
    ) -> Result<Comment> {
        let path = of_repository(repository, &["issues", &number.to_string(), "comments"])?;
        let parameters = json!({ "body": body.into() });
        Ok(self.request(Method::POST, &path, &parameters).await?)
    }

    /// Changes a comment.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`].
    pub async fn update(
        &self,
        repository: &str,
        id: i64,
        body: impl Into<String>,
    ) -> Result<Comment> {
        let path = of_repository(repository, &["issues", "comments", &id.to_string()])?;
        let parameters = json!({ "body": body.into() });
        Ok(self.request(Method::PATCH, &path, &parameters).await?)
    }

    /// Deletes a comment. One that is not there counts as deleted, because an earlier attempt may
    /// have deleted it without hearing so.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`].
    pub async fn delete(&self, repository: &str, id: i64) -> Result<()> {
        let path = of_repository(repository, &["issues", "comments", &id.to_string()])?;
        match self.request(Method::DELETE, &path, &()).await {
            Err(failure) if failure.is_missing() => Ok(()),
            answer => Ok(answer?),
        }
    }

    /// The comments on an issue or a pull request, oldest first; all pages.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`].
    pub async fn list(&self, repository: &str, number: i64) -> Result<Vec<Comment>> {
        let path = of_repository(repository, &["issues", &number.to_string(), "comments"])?;
        Ok(self.list_all(&path, &(), None).await?)
    }
}
