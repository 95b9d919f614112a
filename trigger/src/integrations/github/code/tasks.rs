//! What can be done with commits.

use http::Method;
use serde::{Deserialize, Serialize};

use super::super::client::GitHub;
use super::super::paths::of_repository;
use super::commit::{Status, StatusState};
use crate::error::Result;
use crate::tasks;

/// The tasks on the statuses of commits. A repository is `acme/site`.
#[tasks(namespace = "statuses")]
impl GitHub {
    /// Gives a commit a status, in place of the last one of the same context.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`].
    pub async fn create(&self, repository: &str, sha: &str, status: NewStatus) -> Result<Status> {
        let path = of_repository(repository, &["statuses", sha])?;
        Ok(self.request(Method::POST, &path, &status).await?)
    }
}

/// What a status is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewStatus {
    /// What it says.
    pub state: StatusState,
    /// What tells it apart from other statuses of the commit, such as `ci/build`; `default` if
    /// there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// What it is, for people to read; at most 140 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where there is more of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_url: Option<String>,
}
