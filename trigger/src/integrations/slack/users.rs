//! People.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::client::{Slack, text};
use crate::error::Result;
use crate::tasks;

#[derive(Deserialize)]
struct Answer {
    user: User,
}

/// The tasks on people.
#[tasks(namespace = "users")]
impl Slack {
    /// Somebody, by their id.
    ///
    /// # Errors
    ///
    /// As [`Slack::call`].
    pub async fn info(&self, user: impl Into<String>) -> Result<User> {
        let arguments = json!({ "user": text(user) });
        let Answer { user } = self.request("users.info", &arguments).await?;
        Ok(user)
    }

    /// Somebody, by their email address.
    ///
    /// # Errors
    ///
    /// As [`Slack::call`]; an address that nobody has cannot be tried again.
    pub async fn lookup_by_email(&self, email: impl Into<String>) -> Result<User> {
        let arguments = json!({ "email": text(email) });
        let Answer { user } = self.request("users.lookupByEmail", &arguments).await?;
        Ok(user)
    }
}

/// Somebody.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct User {
    /// Their id, `U…`.
    pub id: String,
    /// The name that they are mentioned by.
    #[serde(default)]
    pub name: String,
    /// Their real name.
    #[serde(default)]
    pub real_name: Option<String>,
    /// Their time zone: `Europe/London`.
    #[serde(default)]
    pub tz: Option<String>,
    /// Whether it is a bot.
    #[serde(default)]
    pub is_bot: bool,
    /// What they show of themselves, among it their `email` if the token may see it.
    #[serde(default)]
    pub profile: Value,
}
