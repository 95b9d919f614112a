//! What happens in a workspace, as triggers.

use serde::{Deserialize, Serialize};

use super::conversations::Channel;
use super::source::SlackEvents;
use super::users::User;
use crate::event_spec;
use crate::spec::Properties;

/// A message in a channel or a conversation that the app is in.
///
/// See [Slack's documentation](https://docs.slack.dev/reference/events/message).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MessageEvent {
    /// The channel's id.
    pub channel: String,
    /// What kind of place it is: `channel`, `group`, `im` or `mpim`.
    #[serde(default)]
    pub channel_type: String,
    /// What tells it from other messages in the channel, and when it was posted.
    pub ts: String,
    /// Who said it; none for what an app said.
    #[serde(default)]
    pub user: Option<String>,
    /// The app that said it, this one among them. A job that answers messages leaves these out.
    #[serde(default)]
    pub bot_id: Option<String>,
    /// What it says.
    #[serde(default)]
    pub text: String,
    /// What became of a message, such as `message_changed`; none for a new one.
    #[serde(default)]
    pub subtype: Option<String>,
    /// The message whose thread it belongs to.
    #[serde(default)]
    pub thread_ts: Option<String>,
}

/// Somebody mentioned the app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Mention {
    /// The channel's id.
    pub channel: String,
    /// What tells the message from others in the channel.
    pub ts: String,
    /// Who said it.
    #[serde(default)]
    pub user: Option<String>,
    /// What it says, with the mention: `<@U061F7AUR> hello`.
    #[serde(default)]
    pub text: String,
    /// The message whose thread it belongs to.
    #[serde(default)]
    pub thread_ts: Option<String>,
}

/// Somebody reacted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Reaction {
    /// Who reacted.
    pub user: String,
    /// The reaction's name, without colons.
    pub reaction: String,
    /// Who said what is reacted to.
    #[serde(default)]
    pub item_user: Option<String>,
    /// What is reacted to.
    pub item: ReactedTo,
}

/// What is reacted to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ReactedTo {
    /// `message`, or something else.
    #[serde(rename = "type")]
    pub kind: String,
    /// The message's channel.
    #[serde(default)]
    pub channel: Option<String>,
    /// The message.
    #[serde(default)]
    pub ts: Option<String>,
}

/// There is a new channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChannelCreated {
    /// The channel.
    pub channel: Channel,
}

/// Somebody entered a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MemberJoined {
    /// Who.
    pub user: String,
    /// The channel's id.
    pub channel: String,
    /// Who invited them.
    #[serde(default)]
    pub inviter: Option<String>,
}

/// Somebody joined the workspace.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TeamJoined {
    /// Who.
    pub user: User,
}

/// Something was said, changed or deleted; `subtype` tells which.
#[event_spec(
    name = "message",
    source = SlackEvents,
    icon = "slack",
    examples(said("Somebody says something", "examples/slack/message.json")),
)]
pub fn on_message(message: &MessageEvent) -> Properties {
    Properties::new()
        .with("Channel", &message.channel)
        .with("Text", &message.text)
}

/// Somebody mentioned the app.
#[event_spec(
    name = "app_mention",
    source = SlackEvents,
    icon = "slack",
    examples(mentioned("Somebody mentions the app", "examples/slack/app_mention.json")),
)]
pub fn on_app_mention(mention: &Mention) -> Properties {
    Properties::new()
        .with("Channel", &mention.channel)
        .with("Text", &mention.text)
}

/// Somebody reacted.
#[event_spec(
    name = "reaction_added",
    source = SlackEvents,
    icon = "slack",
    examples(reacted("Somebody reacts", "examples/slack/reaction_added.json")),
)]
pub fn on_reaction_added(reaction: &Reaction) -> Properties {
    Properties::new().with("Reaction", &reaction.reaction)
}

/// Somebody took a reaction back.
#[event_spec(name = "reaction_removed", source = SlackEvents, icon = "slack")]
pub fn on_reaction_removed(reaction: &Reaction) -> Properties {
    Properties::new().with("Reaction", &reaction.reaction)
}

/// There is a new channel.
#[event_spec(name = "channel_created", source = SlackEvents, icon = "slack")]
pub fn on_channel_created(created: &ChannelCreated) -> Properties {
    Properties::new().with("Channel", &created.channel.name)
}

/// Somebody entered a channel.
#[event_spec(name = "member_joined_channel", source = SlackEvents, icon = "slack")]
pub fn on_member_joined_channel(joined: &MemberJoined) -> Properties {
    Properties::new()
        .with("Who", &joined.user)
        .with("Channel", &joined.channel)
}

/// Somebody joined the workspace.
#[event_spec(name = "team_join", source = SlackEvents, icon = "slack")]
pub fn on_team_join(joined: &TeamJoined) -> Properties {
    Properties::new().with("Who", &joined.user.name)
}
