//! What the calendar does, as tasks.

use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use trigger::{Result, tasks};

use crate::Bookings;
use crate::events::Booking;

/// The tasks on bookings.
#[tasks(namespace = "bookings")]
impl Bookings {
    /// Cancels a booking; whoever booked is told the reason.
    ///
    /// # Errors
    ///
    /// Those of the API; 429 and 5xx are tried again.
    pub async fn cancel(&self, id: &str, reason: &str) -> Result<Booking> {
        let path = format!("/bookings/{id}/cancel");
        self.request(Method::POST, &path, &json!({ "reason": reason }))
            .await
    }
}

/// The tasks on webhooks, with which the source registers itself.
#[tasks(namespace = "webhooks")]
impl Bookings {
    /// Creates a webhook. Its secret is in the answer only, so the answer is kept encrypted.
    ///
    /// # Errors
    ///
    /// Those of the API.
    #[task(sealed)]
    pub async fn create(&self, url: &str, events: &[String]) -> Result<Webhook> {
        let body = json!({ "url": url, "events": events });
        self.request(Method::POST, "/webhooks", &body).await
    }

    /// All webhooks of the account, without their secrets.
    ///
    /// # Errors
    ///
    /// Those of the API.
    pub async fn list(&self) -> Result<Vec<Webhook>> {
        self.request(Method::GET, "/webhooks", &Value::Null).await
    }

    /// Deletes a webhook.
    ///
    /// # Errors
    ///
    /// Those of the API.
    pub async fn delete(&self, id: &str) -> Result<()> {
        let path = format!("/webhooks/{id}");
        let _: Value = self.request(Method::DELETE, &path, &Value::Null).await?;
        Ok(())
    }
}

/// A webhook as the calendar knows it.
#[derive(Clone, Serialize, Deserialize)]
pub struct Webhook {
    /// Its id.
    pub id: String,
    /// Where it sends to.
    pub url: String,
    /// The events that it sends.
    pub events: Vec<String>,
    /// What it signs with; only in the answer to its creation.
    #[serde(default)]
    pub secret: Option<String>,
}
