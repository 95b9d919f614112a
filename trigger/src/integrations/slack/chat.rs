//! Messages.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::client::{Slack, text};
use crate::error::Result;
use crate::tasks;
use crate::time::Timestamp;

/// The tasks on messages. A channel is its id or, where a message is posted, its name: `#prices`.
#[tasks(namespace = "chat")]
impl Slack {
    /// Posts a message: a text, or a [`Message`] that has more.
    ///
    /// # Errors
    ///
    /// As [`Slack::call`].
    pub async fn post_message(
        &self,
        channel: impl Into<String>,
        message: impl Into<Message>,
    ) -> Result<PostedMessage> {
        let arguments = with(message.into(), json!({ "channel": text(channel) }));
        Ok(self.request("chat.postMessage", &arguments).await?)
    }

    /// Posts a message that only one person sees, until they reload.
    ///
    /// # Errors
    ///
    /// As [`Slack::call`].
    pub async fn post_ephemeral(
        &self,
        channel: impl Into<String>,
        user: impl Into<String>,
        message: impl Into<Message>,
    ) -> Result<()> {
        let arguments = with(
            message.into(),
            json!({ "channel": text(channel), "user": text(user) }),
        );
        let _: Value = self.request("chat.postEphemeral", &arguments).await?;
        Ok(())
    }

    /// Replaces a message of the app's own.
    ///
    /// # Errors
    ///
    /// As [`Slack::call`].
    pub async fn update(
        &self,
        channel: impl Into<String>,
        ts: impl Into<String>,
        message: impl Into<Message>,
    ) -> Result<PostedMessage> {
        let arguments = with(
            message.into(),
            json!({ "channel": text(channel), "ts": text(ts) }),
        );
        Ok(self.request("chat.update", &arguments).await?)
    }

    /// Deletes a message. One that is not there counts as deleted, because an earlier attempt may
    /// have deleted it without hearing so.
    ///
    /// # Errors
    ///
    /// As [`Slack::call`].
    pub async fn delete(&self, channel: impl Into<String>, ts: impl Into<String>) -> Result<()> {
        let arguments = json!({ "channel": text(channel), "ts": text(ts) });
        match self.request::<Value>("chat.delete", &arguments).await {
            Err(failure) if failure.says("message_not_found") => Ok(()),
            answer => Ok(answer.map(|_| ())?),
        }
    }

    /// Has Slack post a message at a time.
    ///
    /// # Errors
    ///
    /// As [`Slack::call`].
    pub async fn schedule_message(
        &self,
        channel: impl Into<String>,
        at: Timestamp,
        message: impl Into<Message>,
    ) -> Result<ScheduledMessage> {
        let at = at.as_second();
        let arguments = with(
            message.into(),
            json!({ "channel": text(channel), "post_at": at }),
        );
        Ok(self.request("chat.scheduleMessage", &arguments).await?)
    }

    /// The address of a message, for people.
    ///
    /// # Errors
    ///
    /// As [`Slack::call`].
    pub async fn get_permalink(
        &self,
        channel: impl Into<String>,
        ts: impl Into<String>,
    ) -> Result<String> {
        #[derive(Deserialize)]
        struct Answer {
            permalink: String,
        }
        let arguments = json!({ "channel": text(channel), "message_ts": text(ts) });
        let Answer { permalink } = self.request("chat.getPermalink", &arguments).await?;
        Ok(permalink)
    }
}

/// A message's fields and where it goes.
fn with(message: Message, place: Value) -> Value {
    let mut fields = serde_json::to_value(message).unwrap_or_default();
    if let (Some(fields), Value::Object(place)) = (fields.as_object_mut(), place) {
        fields.extend(place);
    }
    fields
}

/// What is posted.
///
/// ```
/// use serde_json::json;
/// use trigger::integrations::slack::Message;
///
/// let message = Message::text("cup is live")
///     .blocks(json!([{ "type": "section", "text": { "type": "mrkdwn", "text": "*cup* is live" } }]))
///     .in_thread("1760000000.000100");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// The text; with blocks, what notifications show.
    pub text: String,
    /// The layout, as [Block Kit](https://docs.slack.dev/block-kit/) has it: a list of blocks.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub blocks: Value,
    /// The `ts` of the message whose thread it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread_ts: Option<String>,
    /// What Slack does not know of the API that this library knows: `{"unfurl_links": false}`.
    #[serde(flatten)]
    pub other: serde_json::Map<String, Value>,
}

impl Message {
    /// A message of a text, in Slack's Markdown.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// With a layout.
    #[must_use]
    pub fn blocks(mut self, blocks: impl Into<Value>) -> Self {
        self.blocks = blocks.into();
        self
    }

    /// In the thread of the message with this `ts`.
    #[must_use]
    pub fn in_thread(mut self, ts: impl Into<String>) -> Self {
        self.thread_ts = Some(ts.into());
        self
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl From<&str> for Message {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

/// Where a message is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PostedMessage {
    /// The channel's id.
    pub channel: String,
    /// What tells it from other messages in the channel, and when it was posted.
    pub ts: String,
}

/// A message that Slack will post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ScheduledMessage {
    /// The channel's id.
    pub channel: String,
    /// What it is deleted with.
    pub scheduled_message_id: String,
}
