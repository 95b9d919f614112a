//! Discord: commands that people type, and what happens to the app.
//!
//! The source's URL is entered in Discord's developer portal as the Interactions Endpoint URL, as the
//! URL under Webhooks, or as both; `DISCORD_PUBLIC_KEY` holds the app's public key, which is shown
//! there. Discord tries at once whether what is not signed is refused, so the app must be serving.
//!
//! ```
//! use trigger::integrations::discord::{self, Discord, Interaction};
//! use trigger::prelude::*;
//!
//! #[job(trigger = discord::on_command, filter = |interaction| interaction.data.name == "price")]
//! async fn price(interaction: Interaction) -> Result<String> {
//!     // Within 15 minutes, edit what Discord shows meanwhile:
//!     // PATCH /webhooks/{application}/{token}/messages/@original
//!     Ok(interaction.token)
//! }
//! # let _ = || trigger::app().integration(Discord::from_env());
//! ```
//!
//! An interaction must be answered within three seconds, which is too short to promise for a job: it
//! is answered at once with what lets the job follow up. People see that the app is thinking.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::event_spec;
use crate::source::signature::{Part, Scheme, Stamp};
use crate::source::{
    Attributes, Envelope, Handled, Incoming, Place, Rejected, Request, Response, Webhook,
    WebhookSource, at, check_depth, json as read_json,
};
use crate::spec::{IntegrationMeta, Properties};

/// Discord, which is only listened to. Its public key is in `DISCORD_PUBLIC_KEY`.
pub type Discord = Webhook<DiscordWebhook>;

/// Discord's interactions and webhook events.
#[derive(Clone, Copy, Debug)]
pub enum DiscordWebhook {}

impl WebhookSource for DiscordWebhook {
    const ID: &'static str = "discord.webhook";
    const PROVIDER: IntegrationMeta = IntegrationMeta::new("discord", "Discord", "Discord");
    const SECRET: &'static str = "DISCORD_PUBLIC_KEY";
    const SETUP: &'static str = "set the Interactions Endpoint URL, or the URL under Webhooks, in Discord's developer portal";
    // Nothing separates the two, but a timestamp is digits and a body is JSON.
    const SCHEME: Scheme = Scheme::ed25519("x-signature-ed25519").over(&[
        Part::Timestamp(Stamp::header("x-signature-timestamp")),
        Part::Body,
    ]);

    fn read(request: &Request) -> Result<Handled<'_>, Rejected> {
        let body = read_json(&request.body)?;
        match number(body, "/type") {
            Some(0) => Ok(is_there(StatusCode::NO_CONTENT, None)),
            _ if at(body, "/event").is_some() => webhook_event(request),
            kind => interaction(body, kind),
        }
    }
}

fn number(body: &RawValue, pointer: &str) -> Option<u64> {
    serde_json::from_str(at(body, pointer)?.get()).ok()
}

/// Discord asks whether there is somebody who verifies what arrives.
fn is_there(status: StatusCode, answer: Option<&Value>) -> Handled<'static> {
    Handled::default().response(response(status, answer))
}

/// What happens to the app: `{"version": 1, "type": 1, "event": {"type": …, "data": …}}`.
fn webhook_event(request: &Request) -> Result<Handled<'_>, Rejected> {
    let mut handled = Envelope::named(&[Place::Field("/event/type")])
        .timestamp("/event/timestamp")
        .payload("/event/data")
        .context(&[("application", Place::Field("/application_id"))])
        .read(request)?;
    for event in &mut handled.events {
        // Discord has no id for it, but sends the same bytes again.
        event.id = Some(hex::encode(Sha256::digest(&request.body)));
    }
    Ok(handled.response(response(StatusCode::NO_CONTENT, None)))
}

/// What a person does: `{"id": …, "type": 2, "data": …, "token": …}`.
fn interaction(body: &RawValue, kind: Option<u64>) -> Result<Handled<'_>, Rejected> {
    let (name, answer) = match kind {
        Some(1) => return Ok(is_there(StatusCode::OK, Some(&json!({ "type": 1 })))),
        Some(2) => ("interaction.command", json!({ "type": 5 })),
        Some(3) => ("interaction.component", json!({ "type": 6 })),
        Some(4) => (
            "interaction.autocomplete",
            json!({ "type": 8, "data": { "choices": [] } }),
        ),
        Some(5) => ("interaction.modal", json!({ "type": 5 })),
        _ => {
            return Err(Rejected::bad_request(
                "this is no interaction that Discord has",
            ));
        }
    };
    check_depth(body)?;
    let id = at(body, "/id").and_then(|id| serde_json::from_str(id.get()).ok());
    let event = Incoming {
        id,
        name: name.to_owned(),
        payload: Cow::Borrowed(body),
        timestamp: None,
        context: Attributes::default(),
    };
    Ok(Handled::event(event).response(response(StatusCode::OK, Some(&answer))))
}

fn response(status: StatusCode, body: Option<&Value>) -> Response {
    let json = HeaderValue::from_static("application/json");
    Response {
        status,
        headers: HeaderMap::from_iter(body.map(|_| (header::CONTENT_TYPE, json))),
        body: body.map_or_else(Bytes::new, |body| body.to_string().into()),
    }
}

/// What a person did.
///
/// See [Discord's documentation](https://discord.com/developers/docs/interactions/receiving-and-responding).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Interaction {
    /// Its id.
    pub id: String,
    /// The app's id.
    #[serde(default)]
    pub application_id: String,
    /// What follows up on it is sent with, for 15 minutes.
    pub token: String,
    /// What was typed or pressed.
    #[serde(default)]
    pub data: InteractionData,
    /// Where: the server, if it was on one.
    #[serde(default)]
    pub guild_id: Option<String>,
    /// Where: the channel.
    #[serde(default)]
    pub channel_id: Option<String>,
    /// Who, on a server.
    #[serde(default)]
    pub member: Value,
    /// Who, in a direct message.
    #[serde(default)]
    pub user: Value,
}

/// What was typed or pressed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InteractionData {
    /// The command's name; empty for what is no command.
    #[serde(default)]
    pub name: String,
    /// What the app calls the component or the form.
    #[serde(default)]
    pub custom_id: Option<String>,
    /// The command's options.
    #[serde(default)]
    pub options: Vec<Value>,
    /// What was chosen of a list.
    #[serde(default)]
    pub values: Vec<Value>,
    /// What was filled in.
    #[serde(default)]
    pub components: Vec<Value>,
}

impl Interaction {
    fn properties(&self) -> Properties {
        let custom = self.data.custom_id.as_deref();
        let by = self.member.pointer("/user/username");
        let by = by.or_else(|| self.user.pointer("/username"));
        Properties::new()
            .with("What", custom.unwrap_or(&self.data.name))
            .with("Who", by.and_then(Value::as_str).unwrap_or_default())
    }
}

/// Somebody typed a command.
#[event_spec(
    name = "interaction.command",
    source = DiscordWebhook,
    icon = "discord",
    examples(command("A Command", "examples/discord/command.json")),
)]
pub fn on_command(interaction: &Interaction) -> Properties {
    interaction.properties()
}

/// Somebody pressed a button or chose from a list.
#[event_spec(name = "interaction.component", source = DiscordWebhook, icon = "discord")]
pub fn on_component(interaction: &Interaction) -> Properties {
    interaction.properties()
}

/// Somebody filled in a form.
#[event_spec(name = "interaction.modal", source = DiscordWebhook, icon = "discord")]
pub fn on_modal(interaction: &Interaction) -> Properties {
    interaction.properties()
}

/// Somebody added the app to a server or to their account.
#[event_spec(name = "APPLICATION_AUTHORIZED", source = DiscordWebhook, icon = "discord")]
pub fn on_application_authorized(authorized: &Value) -> Properties {
    let name = |pointer| authorized.pointer(pointer).and_then(Value::as_str);
    Properties::new()
        .with("Who", name("/user/username").unwrap_or_default())
        .with("Server", name("/guild/name").unwrap_or_default())
}

/// Somebody removed the app.
#[event_spec(name = "APPLICATION_DEAUTHORIZED", source = DiscordWebhook, icon = "discord")]
pub fn on_application_deauthorized(deauthorized: &Value) -> Properties {
    let name = deauthorized
        .pointer("/user/username")
        .and_then(Value::as_str);
    Properties::new().with("Who", name.unwrap_or_default())
}

/// Somebody bought what the app sells on Discord.
#[event_spec(name = "ENTITLEMENT_CREATE", source = DiscordWebhook, icon = "discord")]
pub fn on_entitlement_created(entitlement: &Value) -> Properties {
    let sku = entitlement.pointer("/sku_id").and_then(Value::as_str);
    Properties::new().with("SKU", sku.unwrap_or_default())
}
