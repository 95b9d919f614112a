//! What can be done with labels.

use http::Method;
use serde_json::json;

use super::super::client::GitHub;
use super::super::paths::of_repository;
use super::issue::Label;
use crate::error::Result;
use crate::tasks;

/// The tasks on labels. A repository is `acme/site`.
#[tasks(namespace = "labels")]
impl GitHub {
    /// Gives labels to an issue or a pull request, beside those that it has, and returns them all.
    /// GitHub creates those that the repository does not have.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`].
    pub async fn add(
        &self,
        repository: &str,
        number: i64,
        labels: Vec<String>,
    ) -> Result<Vec<Label>> {
        let path = of_repository(repository, &["issues", &number.to_string(), "labels"])?;
        let parameters = json!({ "labels": labels });
        Ok(self.request(Method::POST, &path, &parameters).await?)
    }

    /// Takes a label from an issue or a pull request. One that it does not have counts as taken,
    /// because an earlier attempt may have taken it without hearing so.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`].
    pub async fn remove(&self, repository: &str, number: i64, label: &str) -> Result<()> {
        let path = of_repository(
            repository,
            &["issues", &number.to_string(), "labels", label],
        )?;
        match self
            .request::<serde_json::Value>(Method::DELETE, &path, &())
            .await
        {
            Err(failure) if failure.is_missing() => Ok(()),
            answer => Ok(answer.map(drop)?),
        }
    }

    /// Creates a label of a repository; its colour is six hexadecimal digits.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`]; GitHub refuses a second one of the name.
    pub async fn create(
        &self,
        repository: &str,
        name: &str,
        color: &str,
        description: &str,
    ) -> Result<Label> {
        let path = of_repository(repository, &["labels"])?;
        let parameters = json!({ "name": name, "color": color, "description": description });
        Ok(self.request(Method::POST, &path, &parameters).await?)
    }
}
