//! Typeform: what people answer.
//!
//! A webhook is added to a form under Connect, Webhooks, with a secret of one's own choice, which
//! goes into `TYPEFORM_WEBHOOK_SECRET`:
//!
//! ```
//! use trigger::integrations::typeform::{self, FormResponse, Typeform};
//! use trigger::prelude::*;
//!
//! #[job(trigger = typeform::on_form_response, filter = |response| response.form_id == "lT4Z3j")]
//! async fn thank(response: FormResponse) -> Result<usize> {
//!     Ok(response.answers.len())
//! }
//! # let _ = || trigger::app().integration(Typeform::from_env());
//! ```

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::event_spec;
use crate::source::signature::{Encoding, Scheme};
use crate::source::{Envelope, Place, Webhook, WebhookSource};
use crate::spec::{IntegrationMeta, Properties};

/// Typeform, which is only listened to. Its secret is in `TYPEFORM_WEBHOOK_SECRET`.
pub type Typeform = Webhook<TypeformWebhook>;

/// Typeform's webhook.
#[derive(Clone, Copy, Debug)]
pub enum TypeformWebhook {}

impl WebhookSource for TypeformWebhook {
    const ID: &'static str = "typeform.webhook";
    const PROVIDER: IntegrationMeta = IntegrationMeta::new("typeform", "Typeform", "Typeform");
    const SECRET: &'static str = "TYPEFORM_WEBHOOK_SECRET";
    const SETUP: &'static str = "add a webhook with a secret to the form, under Connect";
    const SCHEME: Scheme = Scheme::hmac_sha256("typeform-signature")
        .prefix("sha256=")
        .encoding(Encoding::Base64);
    const EVENTS: Envelope = Envelope::named(&[Place::Field("/event_type")])
        .id(Place::Field("/event_id"))
        .timestamp("/form_response/submitted_at")
        .payload("/form_response");
}

/// What somebody answered.
///
/// See [Typeform's documentation](https://www.typeform.com/developers/webhooks/).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FormResponse {
    /// The form's id.
    pub form_id: String,
    /// What tells it from other responses to the form.
    #[serde(default)]
    pub token: String,
    /// When it was sent, in RFC 3339.
    #[serde(default)]
    pub submitted_at: Option<String>,
    /// The hidden fields of the form's URL.
    #[serde(default)]
    pub hidden: BTreeMap<String, Value>,
    /// The questions.
    #[serde(default)]
    pub definition: Value,
    /// The answers, each with its `type`, its `field` and its value under the name of the type.
    #[serde(default)]
    pub answers: Vec<Value>,
}

/// Somebody answered a form.
#[event_spec(
    name = "form_response",
    source = TypeformWebhook,
    icon = "typeform",
    examples(answered("An Answer", "examples/typeform/form_response.json")),
)]
pub fn on_form_response(response: &FormResponse) -> Properties {
    Properties::new()
        .with("Form", &response.form_id)
        .with("Answers", response.answers.len())
}
