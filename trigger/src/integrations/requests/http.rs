//! Sending a request, and the client that does.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};
use reqwest::RequestBuilder;
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;

use super::failure::{Failure, NoAnswer, Refusal};
use crate::credentials::Credential;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const TIMEOUT: Duration = Duration::from_secs(30);

/// An HTTP client, built by its first request, so that building it fails a request and not the
/// app's start. Copies share it, and with it its connections.
#[derive(Clone, Default)]
pub(crate) struct HttpClient(Arc<OnceLock<reqwest::Client>>);

impl HttpClient {
    /// The client.
    pub(crate) fn get(&self) -> Result<&reqwest::Client, NoAnswer> {
        if let Some(client) = self.0.get() {
            return Ok(client);
        }
        let client = build().map_err(NoAnswer::Setup)?;
        Ok(self.0.get_or_init(|| client))
    }
}

fn build() -> Result<reqwest::Client, String> {
    // An app that chose a provider itself keeps it: installing a second one fails.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .user_agent(concat!("trigger/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(TIMEOUT)
        // A redirect would take the key somewhere else.
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|error| format!("the HTTP client cannot be built: {error:?}"))
}

/// What a request was answered, whether the provider did what it asks or not.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    body: Bytes,
    /// What it was asked with.
    secret: SecretString,
}

/// Sends a request that says who asks, and waits for all of its answer. Where the provider does not
/// know the token any more, it is made once more with another one, if there is one.
///
/// `variable` is where the credential should have been; `build` makes the request with the header
/// that says who asks, which no log shows.
pub(crate) async fn send(
    credential: Option<&Credential>,
    variable: &str,
    build: impl Fn(HeaderValue) -> Result<RequestBuilder, NoAnswer> + Send + Sync,
) -> Result<Reply, NoAnswer> {
    let Some(credential) = credential else {
        return Err(NoAnswer::Setup(format!("`{variable}` is not set")));
    };
    let secret = credential.token().await?;
    let request = build(bearer(&secret, variable)?)?;
    let reply = answer(request, secret).await?;
    if reply.status != StatusCode::UNAUTHORIZED {
        return Ok(reply);
    }
    match credential.renewed(&reply.secret).await? {
        None => Ok(reply),
        Some(secret) => {
            let request = build(bearer(&secret, variable)?)?;
            answer(request, secret).await
        }
    }
}

fn bearer(secret: &SecretString, variable: &str) -> Result<HeaderValue, NoAnswer> {
    let value = format!("Bearer {}", secret.expose_secret());
    let mut value = HeaderValue::try_from(value)
        .map_err(|_| NoAnswer::Setup(format!("`{variable}` cannot be sent in a header")))?;
    value.set_sensitive(true);
    Ok(value)
}

async fn answer(request: RequestBuilder, secret: SecretString) -> Result<Reply, NoAnswer> {
    let response = request.send().await?;
    Ok(Reply {
        status: response.status(),
        headers: response.headers().clone(),
        body: response.bytes().await?,
        secret,
    })
}

impl Reply {
    /// Reads the body; an empty one is `null`.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, NoAnswer> {
        let body: &[u8] = match self.body.is_empty() {
            true => b"null",
            false => &self.body,
        };
        serde_json::from_slice(body).map_err(|error| NoAnswer::Unreadable(error.to_string()))
    }

    /// What it means that the provider did not do what was asked. It does not repeat the secret,
    /// whatever stands between here and the provider echoes.
    pub(crate) fn refusal<R: Refusal>(&self) -> Failure<R> {
        let refusal = R::read(self.status, &self.headers, &self.body);
        Failure::Refused(Box::new(refusal.without(&self.secret)))
    }
}
