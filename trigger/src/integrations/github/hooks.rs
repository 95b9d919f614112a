//! GitHub's webhooks: where it sends which events of a repository or an organisation.

use std::fmt;

use http::Method;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::json;

use super::client::GitHub;
use super::objects::objects;
use super::paths::of_hooked;
use crate::error::Result;
use crate::tasks;
use crate::time::Timestamp;

/// The tasks on webhooks. A place is a repository, `acme/site`, or an organisation, `acme`.
#[tasks(namespace = "hooks")]
impl GitHub {
    /// Creates a webhook, with a secret of its own. The secret is in this task's output only, which
    /// is therefore encrypted in the database and shown nowhere.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`]; GitHub also refuses a second webhook for one URL, and events that such a
    /// place does not have.
    #[task(sealed)]
    pub async fn create(&self, place: &str, hook: NewHook) -> Result<SecretHook> {
        let secret = generate()?;
        let path = of_hooked(place, &["hooks"])?;
        let parameters = json!({
            "name": "web",
            "active": true,
            "events": hook.events,
            "config": config(&hook.url, &secret),
        });
        let hook = self.request(Method::POST, &path, &parameters).await?;
        Ok(SecretHook { hook, secret })
    }

    /// Makes a webhook send these events to this URL from now on, with a new secret in place of the
    /// one that it had. As [`create`](GitHubHooks::create), it alone tells the secret.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`]; one that is not there cannot be tried again.
    #[task(sealed)]
    pub async fn renew(&self, place: &str, id: i64, hook: NewHook) -> Result<SecretHook> {
        let secret = generate()?;
        let path = of_hooked(place, &["hooks", &id.to_string()])?;
        let parameters = json!({
            "active": true,
            "events": hook.events,
            "config": config(&hook.url, &secret),
        });
        let hook = self.request(Method::PATCH, &path, &parameters).await?;
        Ok(SecretHook { hook, secret })
    }

    /// Changes a webhook; its URL and its secret stay as they are.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`]; one that is not there cannot be tried again.
    pub async fn update(&self, place: &str, id: i64, changes: UpdateHook) -> Result<Hook> {
        let path = of_hooked(place, &["hooks", &id.to_string()])?;
        Ok(self.request(Method::PATCH, &path, &changes).await?)
    }

    /// Makes a webhook send to another URL; its secret stays as it is.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`]; one that is not there cannot be tried again.
    pub async fn redirect(&self, place: &str, id: i64, url: String) -> Result<HookConfig> {
        let path = of_hooked(place, &["hooks", &id.to_string(), "config"])?;
        let parameters = json!({ "url": url });
        Ok(self.request(Method::PATCH, &path, &parameters).await?)
    }

    /// Deletes a webhook. One that is not there counts as deleted, because an earlier attempt may
    /// have deleted it without hearing so.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`].
    pub async fn delete(&self, place: &str, id: i64) -> Result<()> {
        let path = of_hooked(place, &["hooks", &id.to_string()])?;
        match self.request(Method::DELETE, &path, &()).await {
            Err(failure) if failure.is_missing() => Ok(()),
            answer => Ok(answer?),
        }
    }

    /// All webhooks of a place.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`].
    pub async fn list(&self, place: &str) -> Result<Vec<Hook>> {
        let path = of_hooked(place, &["hooks"])?;
        Ok(self.list_all(&path, &(), None).await?)
    }

    /// One webhook.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`]; one that is not there cannot be tried again.
    pub async fn get(&self, place: &str, id: i64) -> Result<Hook> {
        let path = of_hooked(place, &["hooks", &id.to_string()])?;
        Ok(self.request(Method::GET, &path, &()).await?)
    }

    /// Has GitHub send a `ping` through a webhook.
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`]; one that is not there cannot be tried again.
    pub async fn ping(&self, place: &str, id: i64) -> Result<()> {
        let path = of_hooked(place, &["hooks", &id.to_string(), "pings"])?;
        Ok(self.request(Method::POST, &path, &()).await?)
    }
}

impl GitHub {
    /// One webhook, asked for outside of a run; `None` if it is gone.
    pub(super) async fn find_hook(&self, place: &str, id: i64) -> Result<Option<Hook>> {
        let path = of_hooked(place, &["hooks", &id.to_string()])?;
        match self.request(Method::GET, &path, &()).await {
            Err(failure) if failure.is_missing() => Ok(None),
            answer => Ok(answer.map(Some)?),
        }
    }
}

/// What a webhook is created with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewHook {
    /// Where GitHub sends to.
    pub url: String,
    /// The events that it sends, such as `issues`.
    pub events: Vec<String>,
}

/// What is changed of a webhook; what is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateHook {
    /// The events that it sends from now on, in place of all earlier ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<String>>,
    /// Whether it sends at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
}

objects! {
    /// A webhook.
    ///
    /// See [GitHub's reference](https://docs.github.com/en/rest/repos/webhooks).
    pub struct Hook: id {
        /// Whether it sends.
        pub active: bool,
        /// Where it sends to, and how.
        pub config: HookConfig,
        /// When it was created.
        pub created_at: Option<Timestamp>,
        /// The events that it sends; `*` stands for all.
        pub events: Vec<String>,
        /// Always `web`.
        pub name: String,
        /// Whether it is of a `Repository`, an `Organization` or an `App`.
        pub type_ as "type": String,
        /// When it was last changed.
        pub updated_at: Option<Timestamp>,
    }

    /// Where a webhook sends to, and how. GitHub masks the secret.
    pub struct HookConfig {
        /// Whether bodies are `json` or a `form`.
        pub content_type: String,
        /// Where it sends to.
        pub url: String,
    }
}

/// A webhook together with the secret that its deliveries are signed with.
///
/// The secret is written in the clear when this is serialised, because a task's output is kept as
/// JSON and must come back whole; the tasks that return it are sealed, so there the JSON is
/// encrypted. Do not put it anywhere else.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SecretHook {
    /// The webhook.
    pub hook: Hook,
    /// Its secret.
    #[serde(serialize_with = "expose", deserialize_with = "hide")]
    pub secret: SecretString,
}

fn expose<S: Serializer>(secret: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    secret.expose_secret().serialize(serializer)
}

fn hide<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SecretString, D::Error> {
    String::deserialize(deserializer).map(SecretString::from)
}

/// A secret that nobody can guess: 32 random bytes.
fn generate() -> Result<SecretString> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(hex::encode(bytes).into())
}

/// The settings of a webhook of ours. GitHub takes a secret away that a change does not repeat.
fn config(url: &str, secret: &SecretString) -> serde_json::Value {
    json!({
        "url": url,
        "content_type": "json",
        "insecure_ssl": "0",
        "secret": secret.expose_secret(),
    })
}

impl fmt::Display for Hook {
    /// Its id and where it sends to.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.id, self.config.url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_survives_being_stored_and_debug_does_not_show_it() {
        let hook: Hook = serde_json::from_value(json!({ "id": 7 })).expect("a webhook");
        let secret = SecretString::from("canary");
        let json = serde_json::to_value(SecretHook { hook, secret }).expect("JSON");
        let read: SecretHook = serde_json::from_value(json).expect("a webhook");
        assert_eq!(read.secret.expose_secret(), "canary");
        assert!(!format!("{read:?}").contains("canary"));
    }

    #[test]
    fn no_two_secrets_are_the_same() {
        let [one, other] = [generate(), generate()].map(|secret| secret.expect("random bytes"));
        assert_eq!(one.expose_secret().len(), 64);
        assert_ne!(one.expose_secret(), other.expose_secret());
    }
}
