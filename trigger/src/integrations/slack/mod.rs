//! Slack: messages, reactions, channels and people as tasks; what happens in a workspace as triggers.
//!
//! ```
//! use trigger::integrations::slack::{self, Mention, Slack};
//! use trigger::prelude::*;
//!
//! /// Answers whoever mentions the app, in the thread.
//! #[job(trigger = slack::on_app_mention)]
//! async fn answer(mention: Mention, slack: Slack) -> Result<()> {
//!     let reply = slack::Message::text("On it!").in_thread(mention.ts);
//!     slack.chat().post_message("answer", mention.channel, reply).await?;
//!     Ok(())
//! }
//! # let _ = || trigger::app().integration(Slack::from_env());
//! ```
//!
//! | variable | |
//! |---|---|
//! | `SLACK_BOT_TOKEN` | the bot's token, `xoxb-…`: for tasks |
//! | `SLACK_SIGNING_SECRET` | the app's signing secret: for events; while it is being replaced, `SLACK_SIGNING_SECRET_OLD` holds the old one |
//! | `SLACK_API_BASE` | where the API is; `https://slack.com/api` if it is not set |
//!
//! # Events
//!
//! In the settings of the Slack app, under Event Subscriptions, enter `{public URL}/sources/slack.events`
//! and subscribe to the events that jobs are about. Slack asks at once whether somebody is there, and
//! is answered, so the app must be serving. An event is known by Slack's id for it, so one that Slack
//! sends again, because the answer was late, starts nothing twice.
//!
//! What has no trigger here has one with an [`#[event_spec]`](macro@crate::event_spec) of the app's
//! own, on the source [`SlackEvents`].
//!
//! # Twice
//!
//! Slack knows no idempotency keys: a process that dies between a message and the commit of its task
//! posts it again. What it posts is a whole message, so nothing else is lost by that.

mod chat;
mod client;
mod conversations;
mod events;
mod failure;
mod reactions;
mod source;
mod users;

pub use chat::{Message, PostedMessage, ScheduledMessage, SlackChat};
pub use client::Slack;
pub use conversations::{Channel, Channels, History, HistoryMessage, Page, SlackConversations};
pub use events::{
    ChannelCreated, MemberJoined, Mention, MessageEvent, ReactedTo, Reaction, TeamJoined,
    on_app_mention, on_channel_created, on_member_joined_channel, on_message, on_reaction_added,
    on_reaction_removed, on_team_join,
};
pub use reactions::SlackReactions;
pub use source::SlackEvents;
pub use users::{SlackUsers, User};
