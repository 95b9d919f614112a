//! What can be said without words.

use http::Method;
use serde_json::json;

use super::super::client::GitHub;
use super::super::objects::objects;
use super::super::paths::of_repository;
use super::super::shared::user::User;
use crate::error::Result;
use crate::integrations::tolerant::open_enums;
use crate::tasks;
use crate::time::Timestamp;

/// The tasks on reactions. A repository is `acme/site`. Who has reacted so already does not react
/// twice.
#[tasks(namespace = "reactions")]
impl GitHub {
    /// Reacts to an issue or a pull request.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`].
    pub async fn to_issue(
        &self,
        repository: &str,
        number: i64,
        content: ReactionContent,
    ) -> Result<Reaction> {
        let path = of_repository(repository, &["issues", &number.to_string(), "reactions"])?;
        let parameters = json!({ "content": content });
        Ok(self.request(Method::POST, &path, &parameters).await?)
    }

    /// Reacts to a comment on an issue or a pull request.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`].
    pub async fn to_comment(
        &self,
        repository: &str,
        id: i64,
        content: ReactionContent,
    ) -> Result<Reaction> {
        let segments = ["issues", "comments", &id.to_string(), "reactions"];
        let path = of_repository(repository, &segments)?;
        let parameters = json!({ "content": content });
        Ok(self.request(Method::POST, &path, &parameters).await?)
    }
}

objects! {
    /// A reaction.
    ///
    /// See [GitHub's reference](https://docs.github.com/en/rest/reactions/reactions).
    pub struct Reaction: node {
        /// What it is.
        pub content: ReactionContent,
        /// When it came.
        pub created_at: Option<Timestamp>,
        /// Whose it is; `None` if the user is no more.
        pub user: Option<User>,
    }
}

open_enums! {
    /// What a reaction is.
    pub enum ReactionContent {
        ThumbsUp = "+1",
        ThumbsDown = "-1",
        Laugh = "laugh",
        Confused = "confused",
        Heart = "heart",
        Hooray = "hooray",
        Rocket = "rocket",
        Eyes = "eyes",
    }
}
