//! The client: requests to the calendar's API.

use std::fmt;
use std::time::Duration;

use reqwest::{Method, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;
use trigger::{Attempt, Error, Result, Retry, integration};

/// A client of the calendar's API.
///
/// | variable | |
/// |---|---|
/// | `BOOKINGS_API_KEY` | the API key |
/// | `BOOKINGS_API_BASE` | where the API is |
#[integration(id = "bookings", name = "Bookings", validate = Bookings::validate)]
#[derive(Clone)]
pub struct Bookings {
    key: SecretString,
    base: String,
    http: reqwest::Client,
}

impl Bookings {
    /// With the settings of the environment.
    pub fn from_env() -> Self {
        let variable = |name| std::env::var(name).unwrap_or_default();
        Self::new(variable("BOOKINGS_API_KEY"), variable("BOOKINGS_API_BASE"))
    }

    /// With an API key and the address of the API.
    pub fn new(key: impl Into<SecretString>, base: impl Into<String>) -> Self {
        // This workspace builds `reqwest` without a provider of TLS; an app may have chosen one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            key: key.into(),
            base: base.into(),
            http: reqwest::Client::default(),
        }
    }

    /// Asked when the app starts.
    fn validate(&self) -> Result<()> {
        let missing = |name: &str| Err(Error::permanent(format!("`{name}` is not set")));
        match (self.key.expose_secret(), &*self.base) {
            ("", _) => missing("BOOKINGS_API_KEY"),
            (_, "") => missing("BOOKINGS_API_BASE"),
            _ => Ok(()),
        }
    }

    pub(crate) async fn request<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: &(impl Serialize + ?Sized),
    ) -> Result<T> {
        let mut request = self
            .http
            .request(method, format!("{}{path}", self.base))
            .bearer_auth(self.key.expose_secret())
            .json(body);
        // In a task, the same request has the same key however often it is tried.
        if let Some(attempt) = Attempt::current() {
            request = request.header("idempotency-key", attempt.idempotency_key);
        }
        let response = request.send().await?;
        let (status, wait) = (response.status(), wait(&response));
        let body = response.text().await?;
        if status.is_success() {
            return Ok(serde_json::from_str(&body)?);
        }
        let retry = match wait {
            _ if status != StatusCode::TOO_MANY_REQUESTS && !status.is_server_error() => {
                Retry::Never
            }
            Some(wait) => Retry::After(wait),
            None => Retry::Policy,
        };
        let message = format!("the calendar refused the request with {status}: {body}");
        Err(Error::new(message).with_retry(retry))
    }
}

/// When the calendar says that the request can be made again.
fn wait(response: &reqwest::Response) -> Option<Duration> {
    let seconds = response.headers().get("retry-after")?.to_str().ok()?;
    Some(Duration::from_secs(seconds.parse().ok()?))
}

impl fmt::Debug for Bookings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bookings").finish_non_exhaustive()
    }
}
