//! Linear: what happens to issues, comments and projects.
//!
//! A webhook is added in Linear under Settings, API, Webhooks; `LINEAR_WEBHOOK_SECRET` holds the
//! signing secret that is shown there:
//!
//! ```
//! use trigger::integrations::linear::{self, Change, Issue, Linear};
//! use trigger::prelude::*;
//!
//! #[job(
//!     trigger = linear::on_issue_created,
//!     filter = |change| change.data.priority == Some(1.0),
//! )]
//! async fn alert(change: Change<Issue>) -> Result<String> {
//!     Ok(change.data.title)
//! }
//! # let _ = || trigger::app().integration(Linear::from_env());
//! ```
//!
//! An event is named by Linear's type and action: `Issue.create`. What has no trigger here has one
//! with an [`#[event_spec]`](macro@crate::event_spec) of the app's own, on the source
//! [`LinearWebhook`].

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::event_spec;
use crate::source::signature::Scheme;
use crate::source::{Envelope, Place, Webhook, WebhookSource};
use crate::spec::{IntegrationMeta, Properties};

/// Linear, which is only listened to. Its secret is in `LINEAR_WEBHOOK_SECRET`.
pub type Linear = Webhook<LinearWebhook>;

/// Linear's webhook.
#[derive(Clone, Copy, Debug)]
pub enum LinearWebhook {}

impl WebhookSource for LinearWebhook {
    const ID: &'static str = "linear.webhook";
    const PROVIDER: IntegrationMeta = IntegrationMeta::new("linear", "Linear", "Linear");
    const SECRET: &'static str = "LINEAR_WEBHOOK_SECRET";
    const SETUP: &'static str = "add a webhook in Linear under Settings, API";
    const SCHEME: Scheme = Scheme::hmac_sha256("linear-signature")
        .timestamp_in_body("/webhookTimestamp", Duration::from_secs(60));
    const EVENTS: Envelope = Envelope::named(&[Place::Field("/type"), Place::Field("/action")])
        .id(Place::Header("linear-delivery"))
        .timestamp("/createdAt");
}

/// What happened to an object.
///
/// See [Linear's documentation](https://linear.app/developers/webhooks).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Change<T> {
    /// `create`, `update` or `remove`.
    pub action: String,
    /// The object as it is now.
    pub data: T,
    /// What changed of it had been before, field by field; only in an update.
    #[serde(default)]
    pub updated_from: Value,
    /// Where a person sees it.
    #[serde(default)]
    pub url: Option<String>,
    /// Who did it.
    #[serde(default)]
    pub actor: Value,
}

/// An issue.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Issue {
    /// Its id.
    pub id: String,
    /// What people call it: `ENG-7`.
    #[serde(default)]
    pub identifier: Option<String>,
    /// Its title.
    #[serde(default)]
    pub title: String,
    /// 1 for urgent to 4 for low; 0 for none.
    #[serde(default)]
    pub priority: Option<f64>,
    /// The state that it is in, with its `name` and `type`.
    #[serde(default)]
    pub state: Value,
    /// The team that it belongs to.
    #[serde(default)]
    pub team: Value,
    /// Who works on it.
    #[serde(default)]
    pub assignee: Value,
}

/// A comment.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Comment {
    /// Its id.
    pub id: String,
    /// What it says, in Markdown.
    #[serde(default)]
    pub body: String,
    /// The id of the issue that it is on.
    #[serde(default)]
    pub issue_id: Option<String>,
}

/// A project.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Project {
    /// Its id.
    pub id: String,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// How far it is.
    #[serde(default)]
    pub state: Option<String>,
}

impl Change<Issue> {
    fn properties(&self) -> Properties {
        let identifier = self.data.identifier.as_deref();
        Properties::new()
            .with("Issue", identifier.unwrap_or(&self.data.id))
            .with("Title", &self.data.title)
    }
}

/// Anything that happens to an issue; `action` says what.
#[event_spec(
    name = ["Issue.create", "Issue.update", "Issue.remove"],
    source = LinearWebhook,
    icon = "linear",
    examples(created("An Issue is created", "examples/linear/issue_created.json")),
)]
pub fn on_issue(change: &Change<Issue>) -> Properties {
    change.properties()
}

/// An issue was created.
#[event_spec(
    name = "Issue.create",
    source = LinearWebhook,
    icon = "linear",
    examples(created("An Issue is created", "examples/linear/issue_created.json")),
)]
pub fn on_issue_created(change: &Change<Issue>) -> Properties {
    change.properties()
}

/// An issue was changed; `updated_from` says what it was before.
#[event_spec(name = "Issue.update", source = LinearWebhook, icon = "linear")]
pub fn on_issue_updated(change: &Change<Issue>) -> Properties {
    change.properties()
}

/// An issue was removed.
#[event_spec(name = "Issue.remove", source = LinearWebhook, icon = "linear")]
pub fn on_issue_removed(change: &Change<Issue>) -> Properties {
    change.properties()
}

/// Somebody commented.
#[event_spec(name = "Comment.create", source = LinearWebhook, icon = "linear")]
pub fn on_comment_created(change: &Change<Comment>) -> Properties {
    Properties::new().with("Comment", &change.data.body)
}

/// A project was changed.
#[event_spec(name = "Project.update", source = LinearWebhook, icon = "linear")]
pub fn on_project_updated(change: &Change<Project>) -> Properties {
    Properties::new().with("Project", &change.data.name)
}
