//! What can be done with issues.

use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::client::GitHub;
use super::super::paths::of_repository;
pub use super::issue::LockReason;
use super::issue::{Issue, IssueState, StateReason};
use crate::error::Result;
use crate::tasks;
use crate::time::Timestamp;

/// The tasks on issues. A repository is `acme/site`, which an event has as
/// `event.repository.full_name`.
#[tasks(namespace = "issues")]
impl GitHub {
    /// Opens an issue.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`].
    pub async fn create(&self, repository: &str, issue: NewIssue) -> Result<Issue> {
        let path = of_repository(repository, &["issues"])?;
        Ok(self.request(Method::POST, &path, &issue).await?)
    }

    /// Changes an issue: closing one is `UpdateIssue::closed(…)`.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`].
    pub async fn update(
        &self,
        repository: &str,
        number: i64,
        changes: UpdateIssue,
    ) -> Result<Issue> {
        let path = of_repository(repository, &["issues", &number.to_string()])?;
        Ok(self.request(Method::PATCH, &path, &changes).await?)
    }

    /// One issue.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`]; one that is not there cannot be tried again.
    pub async fn get(&self, repository: &str, number: i64) -> Result<Issue> {
        let path = of_repository(repository, &["issues", &number.to_string()])?;
        Ok(self.request(Method::GET, &path, &()).await?)
    }

    /// The issues of a repository, pull requests among them; all pages, or as many as `limit`
    /// says.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`].
    pub async fn list(&self, repository: &str, wanted: ListIssues) -> Result<Vec<Issue>> {
        let path = of_repository(repository, &["issues"])?;
        Ok(self.list_all(&path, &wanted, wanted.limit).await?)
    }

    /// Lets nobody but collaborators comment on an issue or a pull request.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`].
    pub async fn lock(
        &self,
        repository: &str,
        number: i64,
        reason: Option<LockReason>,
    ) -> Result<()> {
        let path = of_repository(repository, &["issues", &number.to_string(), "lock"])?;
        let parameters = match reason {
            Some(reason) => json!({ "lock_reason": reason }),
            None => json!({}),
        };
        Ok(self.request(Method::PUT, &path, &parameters).await?)
    }

    /// Lets people comment again.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`].
    pub async fn unlock(&self, repository: &str, number: i64) -> Result<()> {
        let path = of_repository(repository, &["issues", &number.to_string(), "lock"])?;
        Ok(self.request(Method::DELETE, &path, &()).await?)
    }
}

/// What an issue is opened with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewIssue {
    /// What it is about, in a line.
    pub title: String,
    /// What it says, in Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The names of its labels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    /// The names of who is to see to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assignees: Vec<String>,
    /// The number of its milestone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub milestone: Option<i64>,
}

/// What is changed of an issue; what is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateIssue {
    /// What it is about, in a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it says, in Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Whether it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<IssueState>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<StateReason>,
    /// The names of all of its labels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<Vec<String>>,
    /// The names of everybody who is to see to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignees: Option<Vec<String>>,
    /// The number of its milestone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub milestone: Option<i64>,
}

impl UpdateIssue {
    /// Closes it.
    pub fn closed(reason: StateReason) -> Self {
        Self {
            state: Some(IssueState::Closed),
            state_reason: Some(reason),
            ..Self::default()
        }
    }
}

/// Which issues are listed; of what is `None`, GitHub's default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListIssues {
    /// `open`, `closed` or `all`; `open` if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The names of labels that they all have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    /// The name of who is to see to them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// The name of who wrote them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<String>,
    /// Only those that were changed since then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// `created`, `updated` or `comments`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
    /// `asc` or `desc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<String>,
    /// How many at most; all if there is none.
    #[serde(skip)]
    pub limit: Option<usize>,
}
