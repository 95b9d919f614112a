//! An authorization server, and the one thing that is asked of it: another access token
//! (RFC 6749, section 6).

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use std::time::Duration;

use http::StatusCode;
use http::header::{ACCEPT, CONTENT_TYPE};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::Tokens;
use crate::error::{Error, Result, Retry};
use crate::run::AccountId;
use crate::time::{Timestamp, add};

const TIMEOUT: Duration = Duration::from_secs(20);

/// An authorization server that gives access tokens for accounts.
///
/// ```
/// use trigger::credentials::OAuth;
///
/// let calendar = OAuth::new("calendar", "https://oauth2.example.com/token", "client-1")
///     .client_secret("s3cr3t");
/// ```
#[derive(Clone)]
pub struct OAuth {
    inner: Arc<Inner>,
}

#[derive(Clone)]
struct Inner {
    id: String,
    token_url: String,
    client_id: String,
    client_secret: Option<SecretString>,
    in_body: bool,
    /// Built by the first request, so that building it fails a request and not the app's start.
    http: OnceLock<reqwest::Client>,
    /// One refresh of an account at a time, in this process.
    turns: Arc<Mutex<Turns>>,
}

type Turns = HashMap<AccountId, Weak<tokio::sync::Mutex<()>>>;

/// What a server says to a request for another access token.
pub(super) enum Answer {
    /// Here it is.
    Tokens(Tokens),
    /// It does not know the refresh token any more, and why.
    Refused(String),
}

/// A server's answer that gives a token.
#[derive(Deserialize)]
struct Given {
    access_token: String,
    /// Seconds; some servers write them as text.
    expires_in: Option<serde_json::Value>,
    refresh_token: Option<String>,
}

/// A server's answer that gives none.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Fault {
    error: String,
    error_description: Option<String>,
}

impl OAuth {
    /// A server. `id` names it in the app's database, so a changed one forgets the accounts that
    /// were connected; `token_url` is where it gives tokens; `client_id` is what it calls the app.
    pub fn new(
        id: impl Into<String>,
        token_url: impl Into<String>,
        client_id: impl Into<String>,
    ) -> Self {
        Self {
            inner: Arc::new(Inner {
                id: id.into(),
                token_url: token_url.into(),
                client_id: client_id.into(),
                client_secret: None,
                in_body: false,
                http: OnceLock::new(),
                turns: Arc::default(),
            }),
        }
    }

    /// With the app's secret, sent as HTTP Basic authentication.
    #[must_use]
    pub fn client_secret(mut self, secret: impl Into<SecretString>) -> Self {
        Arc::make_mut(&mut self.inner).client_secret = Some(secret.into());
        self
    }

    /// With the app's secret sent in the body, for servers that do not take it as HTTP Basic
    /// authentication.
    #[must_use]
    pub fn secret_in_body(mut self) -> Self {
        Arc::make_mut(&mut self.inner).in_body = true;
        self
    }

    /// What names it in the app's database.
    pub fn id(&self) -> &str {
        &self.inner.id
    }

    /// What one refresh of an account at a time holds.
    pub(super) fn turn(&self, account: &AccountId) -> Arc<tokio::sync::Mutex<()>> {
        let turns = self.inner.turns.lock();
        let mut turns = turns.unwrap_or_else(PoisonError::into_inner);
        if let Some(turn) = turns.get(account).and_then(Weak::upgrade) {
            return turn;
        }
        turns.retain(|_, turn| turn.strong_count() > 0);
        let turn = Arc::default();
        turns.insert(account.clone(), Arc::downgrade(&turn));
        turn
    }

    /// Asks for another access token.
    ///
    /// # Errors
    ///
    /// When the server cannot be reached or asked; it has then said nothing about the account.
    pub(super) async fn refresh(&self, refresh: &SecretString, now: Timestamp) -> Result<Answer> {
        let response = self.request(refresh)?.send().await;
        let response = response.map_err(|error| self.fault(error.without_url()))?;
        let status = response.status();
        let body = response.bytes().await;
        let body = body.map_err(|error| self.fault(error.without_url()))?;
        if status.is_success() {
            // What cannot be read may hold a token, so the error does not show it.
            return serde_json::from_slice(&body)
                .map(|given: Given| Answer::Tokens(given.tokens(now)))
                .map_err(|_| self.fault("its answer holds no access token"));
        }
        let Fault {
            error,
            error_description,
        } = serde_json::from_slice(&body).unwrap_or_default();
        let is_refused = error == "invalid_grant";
        let reason = match (error.as_str(), error_description) {
            ("", _) => format!("HTTP {}", status.as_u16()),
            (_, Some(description)) => format!("{error}: {description}"),
            (_, None) => error,
        };
        let reason = self.without_secrets(reason, refresh);
        if is_refused {
            return Ok(Answer::Refused(reason));
        }
        let error = self.fault(reason);
        let can_pass = status.is_server_error()
            || status == StatusCode::TOO_MANY_REQUESTS
            || status == StatusCode::REQUEST_TIMEOUT;
        Err(match can_pass {
            true => error,
            false => error.with_retry(Retry::Never),
        })
    }

    fn request(&self, refresh: &SecretString) -> Result<reqwest::RequestBuilder> {
        let Inner {
            token_url,
            client_id,
            client_secret,
            in_body,
            ..
        } = &*self.inner;
        let secret = client_secret.as_ref().map(ExposeSecret::expose_secret);
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("grant_type", "refresh_token");
        form.append_pair("refresh_token", refresh.expose_secret());
        if secret.is_none() || *in_body {
            form.append_pair("client_id", client_id);
        }
        if let Some(secret) = secret.filter(|_| *in_body) {
            form.append_pair("client_secret", secret);
        }
        let request = self
            .http()?
            .post(token_url)
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form.finish());
        Ok(match secret {
            Some(secret) if !in_body => {
                request.basic_auth(encoded(client_id), Some(encoded(secret)))
            }
            _ => request,
        })
    }

    fn http(&self) -> Result<&reqwest::Client> {
        if let Some(client) = self.inner.http.get() {
            return Ok(client);
        }
        // An app that chose a provider itself keeps it: installing a second one fails.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .user_agent(concat!("trigger/", env!("CARGO_PKG_VERSION")))
            .timeout(TIMEOUT)
            // A redirect would take the secrets somewhere else.
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| self.fault(format!("{error:?}")))?;
        Ok(self.inner.http.get_or_init(|| client))
    }

    fn fault(&self, reason: impl fmt::Display) -> Error {
        Error::new(reason).context(format!("`{}` gave no access token", self.id()))
    }

    /// A text of the server's without the secrets that it was sent.
    fn without_secrets(&self, text: String, refresh: &SecretString) -> String {
        let secrets = [Some(refresh), self.inner.client_secret.as_ref()];
        let secrets = secrets
            .into_iter()
            .flatten()
            .map(ExposeSecret::expose_secret);
        secrets
            .filter(|secret| !secret.is_empty())
            .fold(text, |text, secret| text.replace(secret, "[secret]"))
    }
}

impl Given {
    fn tokens(self, now: Timestamp) -> Tokens {
        let mut tokens = Tokens::new(self.access_token);
        if let Some(refresh) = self.refresh_token.filter(|refresh| !refresh.is_empty()) {
            tokens = tokens.refresh(refresh);
        }
        let lifetime = self.expires_in.and_then(|seconds| match seconds {
            serde_json::Value::String(text) => text.parse().ok(),
            other => other.as_f64(),
        });
        match lifetime.map(Duration::try_from_secs_f64) {
            Some(Ok(lifetime)) => tokens.expires_at(add(now, lifetime)),
            _ => tokens,
        }
    }
}

/// A text as a form writes it, which HTTP Basic authentication of clients takes.
fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

impl fmt::Debug for OAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OAuth").field(&self.inner.id).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_secret_and_a_text_of_the_servers_neither() {
        let server =
            OAuth::new("calendar", "https://a.example", "client").client_secret("canary-1");
        assert!(!format!("{server:?}").contains("canary"));
        let told = "no client canary-1 with canary-2".to_owned();
        let told = server.without_secrets(told, &"canary-2".into());
        assert_eq!(told, "no client [secret] with [secret]");
    }

    #[test]
    fn an_answer_says_when_its_token_ends_in_whatever_way() {
        let now = Timestamp::UNIX_EPOCH;
        let ends_at = |text: &str| {
            let given: Given = serde_json::from_str(text).expect("an answer");
            let tokens = given.tokens(now);
            let is_good = |seconds| {
                let at = add(now, Duration::from_secs(seconds));
                tokens.is_good_at(at)
            };
            (is_good(59), is_good(60))
        };
        for seconds in ["60", "60.0", r#""60""#] {
            let text = format!(r#"{{"access_token":"a","expires_in":{seconds}}}"#);
            assert_eq!(ends_at(&text), (true, false), "{seconds}");
        }
        for text in [
            r#"{"access_token":"a"}"#,
            r#"{"access_token":"a","expires_in":-1}"#,
        ] {
            assert_eq!(ends_at(text), (true, true), "{text}");
        }
    }
}
