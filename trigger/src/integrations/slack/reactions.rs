//! Reactions.

use serde_json::{Value, json};

use super::client::{Slack, text};
use crate::error::Result;
use crate::tasks;

/// The tasks on reactions. Names are without colons: `thumbsup`.
#[tasks(namespace = "reactions")]
impl Slack {
    /// Reacts to a message. A reaction that is there counts as added.
    ///
    /// # Errors
    ///
    /// As [`Slack::call`].
    pub async fn add(
        &self,
        channel: impl Into<String>,
        ts: impl Into<String>,
        name: impl Into<String>,
    ) -> Result<()> {
        let arguments =
            json!({ "channel": text(channel), "timestamp": text(ts), "name": text(name) });
        match self.request::<Value>("reactions.add", &arguments).await {
            Err(failure) if failure.says("already_reacted") => Ok(()),
            answer => Ok(answer.map(|_| ())?),
        }
    }

    /// Takes a reaction back. One that is not there counts as taken back.
    ///
    /// # Errors
    ///
    /// As [`Slack::call`].
    pub async fn remove(
        &self,
        channel: impl Into<String>,
        ts: impl Into<String>,
        name: impl Into<String>,
    ) -> Result<()> {
        let arguments =
            json!({ "channel": text(channel), "timestamp": text(ts), "name": text(name) });
        match self.request::<Value>("reactions.remove", &arguments).await {
            Err(failure) if failure.says("no_reaction") => Ok(()),
            answer => Ok(answer.map(|_| ())?),
        }
    }
}
