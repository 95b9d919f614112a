//! Stripe's webhook endpoints: where it sends which events.

use std::collections::BTreeMap;

use http::Method;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::client::{Stripe, path_to};
use super::tolerant::{null_as_default, open_enums};
use crate::error::Result;
use crate::tasks;

const PATH: &str = "/v1/webhook_endpoints";

/// The tasks on webhook endpoints.
#[tasks(namespace = "webhook_endpoints")]
impl Stripe {
    /// Creates an endpoint. Its secret is in this task's output only, which is therefore encrypted
    /// in the database and shown nowhere.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`]; Stripe also refuses a seventeenth endpoint and a URL that it cannot
    /// reach from outside.
    #[task(sealed)]
    pub async fn create(&self, parameters: CreateWebhookEndpoint) -> Result<WebhookEndpoint> {
        Ok(self.request(Method::POST, PATH, &parameters).await?)
    }

    /// Changes an endpoint.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`].
    pub async fn update(
        &self,
        id: String,
        parameters: UpdateWebhookEndpoint,
    ) -> Result<WebhookEndpoint> {
        let path = path_to(PATH, &id)?;
        Ok(self.request(Method::POST, &path, &parameters).await?)
    }

    /// Deletes an endpoint. One that is not there counts as deleted, because an earlier attempt may
    /// have deleted it without hearing so.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`].
    pub async fn delete(&self, id: String) -> Result<DeletedWebhookEndpoint> {
        let path = path_to(PATH, &id)?;
        match self.request(Method::DELETE, &path, &()).await {
            Err(failure) if failure.is_missing() => Ok(DeletedWebhookEndpoint { id }),
            answer => Ok(answer?),
        }
    }

    /// All endpoints of the account, newest first.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`].
    pub async fn list(&self) -> Result<Vec<WebhookEndpoint>> {
        Ok(self
            .list_all(PATH, &(), None, |endpoint: &WebhookEndpoint| &endpoint.id)
            .await?)
    }

    /// One endpoint.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`]; one that is not there cannot be tried again.
    pub async fn retrieve(&self, id: String) -> Result<WebhookEndpoint> {
        let path = path_to(PATH, &id)?;
        Ok(self.request(Method::GET, &path, &()).await?)
    }
}

impl Stripe {
    /// An endpoint, asked for outside of a run; `None` if it is not there.
    pub(super) async fn find_webhook_endpoint(&self, id: &str) -> Result<Option<WebhookEndpoint>> {
        let path = path_to(PATH, id)?;
        match self.request(Method::GET, &path, &()).await {
            Err(failure) if failure.is_missing() => Ok(None),
            answer => Ok(Some(answer?)),
        }
    }
}

/// What an endpoint is created with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateWebhookEndpoint {
    /// Where Stripe sends to.
    pub url: String,
    /// The events that it sends, such as `price.created`; at least one.
    pub enabled_events: Vec<String>,
    /// Whether the events are those of connected accounts, rather than the account's own. It cannot
    /// be changed later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connect: Option<bool>,
    /// The API version in which events are sent, the account's own if there is none. It cannot be
    /// changed later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_version: Option<String>,
    /// What Stripe's dashboard shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What to keep with the endpoint.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
}

/// What is changed of an endpoint; what is `None` or empty stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateWebhookEndpoint {
    /// Where Stripe sends to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The events that it sends from now on, in place of all earlier ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled_events: Option<Vec<String>>,
    /// What Stripe's dashboard shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether Stripe stops sending; `Some(false)` makes it send again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
    /// What to keep with the endpoint, added to what is there.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
}

/// A webhook endpoint.
///
/// See [Stripe's reference](https://docs.stripe.com/api/webhook_endpoints/object).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WebhookEndpoint {
    /// The endpoint's id, `we_…`.
    pub id: String,
    /// Always `webhook_endpoint`.
    #[serde(default, deserialize_with = "null_as_default")]
    pub object: String,
    /// The API version in which events are sent; `None` for the account's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_version: Option<String>,
    /// The id of the Connect application that the endpoint belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<String>,
    /// When it was created, in seconds since 1970.
    #[serde(default, deserialize_with = "null_as_default")]
    pub created: i64,
    /// What Stripe's dashboard shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The events that are sent; `*` stands for nearly all.
    #[serde(default, deserialize_with = "null_as_default")]
    pub enabled_events: Vec<String>,
    /// Whether real events are sent, as opposed to test ones.
    #[serde(default, deserialize_with = "null_as_default")]
    pub livemode: bool,
    /// What is kept with the endpoint.
    #[serde(default, deserialize_with = "null_as_default")]
    pub metadata: BTreeMap<String, String>,
    /// The `whsec_…` that deliveries are signed with. Stripe gives it in the answer to the creation
    /// and never again.
    ///
    /// It is written in the clear when the endpoint is serialised, because a task's output is kept
    /// as JSON and must come back whole; the task that creates an endpoint is sealed, so there the
    /// JSON is encrypted. Do not put the result of a creation anywhere else.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "in_the_clear"
    )]
    pub secret: Option<SecretString>,
    /// Whether Stripe sends.
    #[serde(default, deserialize_with = "null_as_default")]
    pub status: WebhookEndpointStatus,
    /// Where Stripe sends to.
    #[serde(default, deserialize_with = "null_as_default")]
    pub url: String,
}

open_enums! {
    /// Whether Stripe sends to an endpoint.
    pub enum WebhookEndpointStatus {
        /// It sends.
        Enabled = "enabled",
        /// It does not: a person stopped it, or deliveries failed for days.
        Disabled = "disabled",
    }
}

/// What is left of an endpoint that was deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DeletedWebhookEndpoint {
    /// The id that it had.
    pub id: String,
}

/// A secret as plain JSON.
mod in_the_clear {
    use secrecy::{ExposeSecret, SecretString};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(
        secret: &Option<SecretString>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let secret = secret.as_ref().map(ExposeSecret::expose_secret);
        secret.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<SecretString>, D::Error> {
        let secret: Option<String> = Option::deserialize(deserializer)?;
        Ok(secret.map(SecretString::from))
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;
    use serde_json::json;

    use super::super::form;
    use super::*;

    #[test]
    fn a_created_endpoint_survives_being_stored_and_debug_does_not_show_its_secret() {
        let json = json!({
            "id": "we_1",
            "object": "webhook_endpoint",
            "api_version": "2026-07-29.dahlia",
            "created": 1_785_312_000,
            "enabled_events": ["price.created"],
            "livemode": false,
            "metadata": {},
            "secret": "whsec_canary",
            "status": "enabled",
            "url": "https://example.com/hooks/stripe.webhook",
        });
        let endpoint: WebhookEndpoint = serde_json::from_value(json.clone()).expect("an endpoint");
        assert_eq!(serde_json::to_value(&endpoint).expect("JSON"), json);
        assert!(!format!("{endpoint:?}").contains("canary"));
        let secret = endpoint.secret.as_ref().map(ExposeSecret::expose_secret);
        assert_eq!(secret, Some("whsec_canary"));
    }

    #[test]
    fn an_endpoint_of_another_shape_is_read() {
        for json in [
            json!({ "id": "we_1" }),
            json!({ "id": "we_1", "enabled_events": null, "metadata": null, "status": "paused",
                    "secret": null, "application": null, "colour": [{}] }),
        ] {
            let endpoint: WebhookEndpoint = serde_json::from_value(json).expect("an endpoint");
            assert!(endpoint.secret.is_none());
        }
    }

    #[test]
    fn what_is_not_given_is_not_sent() {
        let create = CreateWebhookEndpoint {
            url: "https://example.com/a".to_owned(),
            enabled_events: vec!["price.created".to_owned()],
            connect: Some(false),
            ..Default::default()
        };
        assert_eq!(
            form::encode(&create).expect("a form"),
            "connect=false&enabled_events[0]=price.created&url=https%3A%2F%2Fexample.com%2Fa"
        );
        let update = UpdateWebhookEndpoint::default();
        assert_eq!(form::encode(&update).expect("a form"), "");
    }
}
