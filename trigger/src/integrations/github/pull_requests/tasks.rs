//! What can be done with pull requests.

use http::{Method, StatusCode};
use serde::{Deserialize, Serialize};

use super::super::client::GitHub;
use super::super::objects::objects;
use super::super::paths::of_repository;
use super::pull_request::PullRequest;
use crate::error::Result;
use crate::integrations::tolerant::open_enums;
use crate::tasks;

/// The tasks on pull requests, which are issues too: they are labelled, commented on and locked as
/// these. A repository is `acme/site`.
#[tasks(namespace = "pull_requests")]
impl GitHub {
    /// Opens a pull request.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`]; GitHub refuses a second one of the same branches.
    pub async fn create(&self, repository: &str, request: NewPullRequest) -> Result<PullRequest> {
        let path = of_repository(repository, &["pulls"])?;
        Ok(self.request(Method::POST, &path, &request).await?)
    }

    /// One pull request.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`]; one that is not there cannot be tried again.
    pub async fn get(&self, repository: &str, number: i64) -> Result<PullRequest> {
        let path = of_repository(repository, &["pulls", &number.to_string()])?;
        Ok(self.request(Method::GET, &path, &()).await?)
    }

    /// The pull requests of a repository; all pages, or as many as `limit` says.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`].
    pub async fn list(
        &self,
        repository: &str,
        wanted: ListPullRequests,
    ) -> Result<Vec<PullRequest>> {
        let path = of_repository(repository, &["pulls"])?;
        Ok(self.list_all(&path, &wanted, wanted.limit).await?)
    }

    /// Merges a pull request.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`]; one that cannot be merged cannot be tried again.
    pub async fn merge(
        &self,
        repository: &str,
        number: i64,
        method: MergeMethod,
    ) -> Result<Merged> {
        let path = of_repository(repository, &["pulls", &number.to_string(), "merge"])?;
        let parameters = serde_json::json!({ "merge_method": method });
        let refusal = match self.request(Method::PUT, &path, &parameters).await {
            Err(failure) if failure.is(StatusCode::METHOD_NOT_ALLOWED) => failure,
            answer => return Ok(answer?),
        };
        // An earlier attempt may have merged it without hearing so.
        let path = of_repository(repository, &["pulls", &number.to_string()])?;
        let request: PullRequest = self.request(Method::GET, &path, &()).await?;
        if !request.merged {
            return Err(refusal.into());
        }
        Ok(Merged {
            merged: true,
            sha: request.merge_commit_sha.unwrap_or_default(),
            ..Merged::default()
        })
    }
}

/// What a pull request is opened with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPullRequest {
    /// What it is about, in a line.
    pub title: String,
    /// The branch that it comes from; `owner:branch` for that of a fork.
    pub head: String,
    /// The branch that it is to be merged into.
    pub base: String,
    /// What it says, in Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Whether it is not ready for review.
    #[serde(default)]
    pub draft: bool,
}

/// Which pull requests are listed; of what is `None`, GitHub's default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPullRequests {
    /// `open`, `closed` or `all`; `open` if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The branch that they come from, as `owner:branch`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    /// The branch that they are to be merged into.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// `created`, `updated`, `popularity` or `long-running`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
    /// `asc` or `desc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<String>,
    /// How many at most; all if there is none.
    #[serde(skip)]
    pub limit: Option<usize>,
}

open_enums! {
    /// How a pull request is merged.
    pub enum MergeMethod {
        /// By a commit of its own.
        Merge = "merge",
        /// As one commit.
        Squash = "squash",
        /// As the commits that it has.
        Rebase = "rebase",
    }
}

objects! {
    /// What came of a merge.
    pub struct Merged {
        /// Whether it was merged.
        pub merged: bool,
        /// What GitHub says of it.
        pub message: String,
        /// The commit that it was merged by.
        pub sha: String,
    }
}
