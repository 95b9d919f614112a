//! Twilio: messages and calls.
//!
//! The source's URL is entered in Twilio's console for a telephone number or a messaging service, as
//! the webhook of what comes in and as the status callback, with the method POST.
//! `TWILIO_AUTH_TOKEN` holds the account's auth token, and `TRIGGER_PUBLIC_URL` must be what Twilio
//! is told, because it signs the URL.
//!
//! ```
//! use trigger::integrations::twilio::{self, Message, Twilio};
//! use trigger::prelude::*;
//!
//! #[job(trigger = twilio::on_message_received)]
//! async fn answer(message: Message) -> Result<Option<String>> {
//!     Ok(message.body)
//! }
//! # let _ = || trigger::app().integration(Twilio::from_env());
//! ```
//!
//! What Twilio asks is answered with an empty list of instructions: a job that has something to say
//! says it through Twilio's API.

use std::borrow::Cow;
use std::collections::BTreeMap;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::error::Result;
use crate::event_spec;
use crate::source::signature::{Encoding, Part, Scheme};
use crate::source::{Handled, Incoming, Rejected, Request, Response, Webhook, WebhookSource};
use crate::spec::{IntegrationMeta, Properties};

/// Twilio, which is only listened to. Its auth token is in `TWILIO_AUTH_TOKEN`.
pub type Twilio = Webhook<TwilioWebhook>;

/// Twilio's webhook.
#[derive(Clone, Copy, Debug)]
pub enum TwilioWebhook {}

impl WebhookSource for TwilioWebhook {
    const ID: &'static str = "twilio.webhook";
    const PROVIDER: IntegrationMeta = IntegrationMeta::new("twilio", "Twilio", "Twilio");
    const SECRET: &'static str = "TWILIO_AUTH_TOKEN";
    const SETUP: &'static str =
        "set the webhooks of a number or a messaging service in Twilio's console, with POST";
    const SCHEME: Scheme = Scheme::hmac_sha1("x-twilio-signature")
        .encoding(Encoding::Base64)
        .over(&[Part::Url, Part::Form]);

    fn read(request: &Request) -> Result<Handled<'_>, Rejected> {
        let fields: BTreeMap<_, _> = form_urlencoded::parse(&request.body).collect();
        let name = name(&fields).ok_or_else(|| {
            Rejected::bad_request(
                "this is neither a message nor a call: it has no `MessageSid` and \
                                   no `CallSid`",
            )
        })?;
        let payload = serde_json::value::to_raw_value(&fields)
            .map_err(|error| Rejected::bad_request(error.to_string()))?;
        let id = request.header("i-twilio-idempotency-token");
        let event = Incoming {
            id: id.ok().map(str::to_owned),
            name: name.to_owned(),
            payload: Cow::Owned(payload),
            timestamp: None,
            context: json!({ "account": fields.get("AccountSid") }).into(),
        };
        Ok(Handled::event(event).response(no_instructions()))
    }

    fn write(event: &Incoming<'_>, request: &mut Request) -> Result<()> {
        let fields: BTreeMap<String, String> = serde_json::from_str(event.payload.get())?;
        let mut form = form_urlencoded::Serializer::new(String::new());
        request.body = Bytes::from(form.extend_pairs(fields).finish());
        let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
        request.headers.insert(header::CONTENT_TYPE, kind);
        if let Some(id) = &event.id {
            request.set_header("i-twilio-idempotency-token", id)?;
        }
        Ok(())
    }
}

/// The event that a form is.
fn name(fields: &BTreeMap<Cow<'_, str>, Cow<'_, str>>) -> Option<&'static str> {
    let has = |name| fields.contains_key(name);
    if has("CallSid") {
        Some("call.status")
    } else if !has("MessageSid") && !has("SmsSid") {
        None
    } else if has("MessageStatus") {
        Some("message.status")
    } else {
        Some("message.received")
    }
}

fn no_instructions() -> Response {
    Response {
        status: StatusCode::OK,
        headers: HeaderMap::from_iter([(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/xml"),
        )]),
        body: Bytes::from_static(b"<Response/>"),
    }
}

/// A message, or what became of one.
///
/// See [Twilio's documentation](https://www.twilio.com/docs/messaging/guides/webhook-request).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct Message {
    /// Its id.
    #[serde(alias = "SmsSid")]
    pub message_sid: String,
    /// Who sent it, such as `+14158675309`.
    #[serde(default)]
    pub from: String,
    /// Who received it.
    #[serde(default)]
    pub to: String,
    /// What it says; not in a status.
    #[serde(default)]
    pub body: Option<String>,
    /// What became of it: `sent`, `delivered`, `failed`, …; only in a status.
    #[serde(default)]
    pub message_status: Option<String>,
    /// Why it could not be delivered.
    #[serde(default)]
    pub error_code: Option<String>,
}

/// A call that comes in, or what became of one.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct Call {
    /// Its id.
    pub call_sid: String,
    /// Who calls.
    #[serde(default)]
    pub from: String,
    /// Who is called.
    #[serde(default)]
    pub to: String,
    /// How far it is: `ringing`, `in-progress`, `completed`, …
    #[serde(default)]
    pub call_status: String,
    /// How long it took, in seconds; once it is over.
    #[serde(default)]
    pub call_duration: Option<String>,
}

/// A message came in.
#[event_spec(
    name = "message.received",
    source = TwilioWebhook,
    icon = "twilio",
    examples(text("A Message", "examples/twilio/message.json")),
)]
pub fn on_message_received(message: &Message) -> Properties {
    Properties::new()
        .with("From", &message.from)
        .with("Message", message.body.as_deref().unwrap_or_default())
}

/// A message that was sent got somewhere, or did not.
#[event_spec(name = "message.status", source = TwilioWebhook, icon = "twilio")]
pub fn on_message_status(message: &Message) -> Properties {
    Properties::new().with("To", &message.to).with(
        "Status",
        message.message_status.as_deref().unwrap_or_default(),
    )
}

/// Somebody calls, or a call went on or ended.
#[event_spec(name = "call.status", source = TwilioWebhook, icon = "twilio")]
pub fn on_call(call: &Call) -> Properties {
    Properties::new()
        .with("From", &call.from)
        .with("Status", &call.call_status)
}
