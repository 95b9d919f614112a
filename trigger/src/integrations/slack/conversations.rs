//! Channels, and what was said in them.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::client::{Slack, text};
use crate::error::Result;
use crate::tasks;

/// How many are asked for at once, if nothing else is said: what Slack recommends at most.
const LIMIT: u32 = 200;

/// The tasks on channels. Lists come in pages, and each page is a task of its own, so that a long
/// list is not begun anew when one of its requests fails:
///
/// ```
/// # use trigger::integrations::slack::{Page, Slack};
/// # use trigger::Result;
/// # async fn in_a_job(slack: Slack) -> Result<()> {
/// let mut page = Page::first();
/// let mut names = Vec::new();
/// for number in 0.. {
///     let channels = slack.conversations().list(("channels", number), page).await?;
///     names.extend(channels.channels.into_iter().map(|channel| channel.name));
///     match channels.next {
///         Some(next) => page = next,
///         None => break,
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[tasks(namespace = "conversations")]
impl Slack {
    /// A page of the public channels.
    ///
    /// # Errors
    ///
    /// As [`Slack::call`].
    pub async fn list(&self, page: Page) -> Result<Channels> {
        #[derive(Deserialize)]
        struct Answer {
            channels: Vec<Channel>,
            #[serde(default)]
            response_metadata: Cursor,
        }
        let arguments = json!({
            "cursor": page.cursor,
            "limit": page.limit,
            "exclude_archived": true,
        });
        let answer: Answer = self.request("conversations.list", &arguments).await?;
        Ok(Channels {
            channels: answer.channels,
            next: page.next(answer.response_metadata),
        })
    }

    /// A page of what was said in a channel, newest first.
    ///
    /// # Errors
    ///
    /// As [`Slack::call`].
    pub async fn history(&self, channel: impl Into<String>, page: Page) -> Result<History> {
        #[derive(Deserialize)]
        struct Answer {
            messages: Vec<HistoryMessage>,
            #[serde(default)]
            response_metadata: Cursor,
        }
        let arguments =
            json!({ "channel": text(channel), "cursor": page.cursor, "limit": page.limit });
        let answer: Answer = self.request("conversations.history", &arguments).await?;
        Ok(History {
            messages: answer.messages,
            next: page.next(answer.response_metadata),
        })
    }

    /// One channel, by its id.
    ///
    /// # Errors
    ///
    /// As [`Slack::call`].
    pub async fn info(&self, channel: impl Into<String>) -> Result<Channel> {
        #[derive(Deserialize)]
        struct Answer {
            channel: Channel,
        }
        let arguments = json!({ "channel": text(channel) });
        let Answer { channel } = self.request("conversations.info", &arguments).await?;
        Ok(channel)
    }

    /// Enters a public channel; one where the bot is already is entered too.
    ///
    /// # Errors
    ///
    /// As [`Slack::call`].
    pub async fn join(&self, channel: impl Into<String>) -> Result<()> {
        let arguments = json!({ "channel": text(channel) });
        let _: Value = self.request("conversations.join", &arguments).await?;
        Ok(())
    }
}

/// Which part of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Where it begins, as the page before it says; `None` at the beginning.
    pub cursor: Option<String>,
    /// How much is on it at most; Slack gives less when it likes to.
    pub limit: u32,
}

/// Where the next page begins; empty on the last page.
#[derive(Debug, Default, Deserialize)]
struct Cursor {
    #[serde(default)]
    next_cursor: String,
}

impl Page {
    /// The first page.
    pub fn first() -> Self {
        Self {
            cursor: None,
            limit: LIMIT,
        }
    }

    /// With at most so much on it.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = limit;
        self
    }

    fn next(self, Cursor { next_cursor }: Cursor) -> Option<Self> {
        let cursor = Some(next_cursor).filter(|cursor| !cursor.is_empty());
        cursor.map(|cursor| Self {
            cursor: Some(cursor),
            limit: self.limit,
        })
    }
}

/// A page of channels.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Channels {
    /// The channels.
    pub channels: Vec<Channel>,
    /// The next page, if there is one.
    pub next: Option<Page>,
}

/// A page of messages.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct History {
    /// The messages, newest first.
    pub messages: Vec<HistoryMessage>,
    /// The next page, if there is one.
    pub next: Option<Page>,
}

/// A channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Channel {
    /// Its id, `C…`.
    pub id: String,
    /// Its name, without `#`.
    #[serde(default)]
    pub name: String,
    /// Whether only those who are in it see it.
    #[serde(default)]
    pub is_private: bool,
    /// Whether nobody can post in it any more.
    #[serde(default)]
    pub is_archived: bool,
    /// Whether the bot is in it.
    #[serde(default)]
    pub is_member: bool,
}

/// What was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HistoryMessage {
    /// What tells it from other messages in the channel, and when it was posted.
    pub ts: String,
    /// Who said it; none for what an app said.
    #[serde(default)]
    pub user: Option<String>,
    /// What it says.
    #[serde(default)]
    pub text: String,
    /// The message whose thread it belongs to.
    #[serde(default)]
    pub thread_ts: Option<String>,
}
