//! What can be done with releases.

use http::Method;
use serde::{Deserialize, Serialize};

use super::super::client::GitHub;
use super::super::paths::of_repository;
use super::release::Release;
use crate::error::Result;
use crate::tasks;

/// The tasks on releases. A repository is `acme/site`.
#[tasks(namespace = "releases")]
impl GitHub {
    /// Makes a release, and its tag if there is none.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`]; GitHub refuses a second one of the tag.
    pub async fn create(&self, repository: &str, release: NewRelease) -> Result<Release> {
        let path = of_repository(repository, &["releases"])?;
        Ok(self.request(Method::POST, &path, &release).await?)
    }

    /// The latest release that is for everybody.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`]; if there is none it cannot be tried again.
    pub async fn latest(&self, repository: &str) -> Result<Release> {
        let path = of_repository(repository, &["releases", "latest"])?;
        Ok(self.request(Method::GET, &path, &()).await?)
    }
}

/// What a release is made with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRelease {
    /// Its tag: `v1.0`.
    pub tag_name: String,
    /// The branch or the commit that the tag is made of if there is none; the default branch if
    /// this is `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_commitish: Option<String>,
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it brings, in Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Whether nobody but collaborators is to see it.
    #[serde(default)]
    pub draft: bool,
    /// Whether it is not for everybody yet.
    #[serde(default)]
    pub prerelease: bool,
    /// Whether GitHub writes what it brings.
    #[serde(default)]
    pub generate_release_notes: bool,
}
