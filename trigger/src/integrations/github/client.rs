//! The client: requests to GitHub's API.

use std::fmt;
use std::sync::Arc;

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, LOCATION};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use reqwest::Url;
use secrecy::SecretString;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::failure::Failure;
use super::settings::{Settings, TOKEN};
use crate::credentials::Credential;
use crate::error::Result;
use crate::integration;
use crate::integrations::requests::{HttpClient, NoAnswer, Reply, send, url};

/// The version of GitHub's API that requests are made with, so that another default changes
/// nothing here.
pub const API_VERSION: &str = "2022-11-28";

/// How often a request follows what it is about to another place: a repository that was renamed
/// more than once.
const MOST_MOVES: usize = 3;

/// A client for GitHub, in the name of the user or the app that a token belongs to.
///
/// A job that takes a `GitHub` is handed the app's client. Its tasks, such as
/// `github.issues().create("report", "acme/site", …)`, are executed once and kept like any other;
/// what has no task is reached with [`GitHub::native`].
///
/// GitHub knows no idempotency keys: a task that was killed while GitHub answered may have created
/// what it creates, and creates it again.
///
/// Cloning it is cheap. Its `Debug` output shows no secret, and neither do its errors.
#[integration(id = "github", name = "GitHub", validate = GitHub::validate)]
#[derive(Clone)]
pub struct GitHub {
    inner: Arc<Inner>,
}

#[derive(Clone, Default)]
struct Inner {
    settings: Settings,
    http: HttpClient,
}

impl GitHub {
    /// A client with the settings of the environment.
    ///
    /// | variable | |
    /// |---|---|
    /// | `GITHUB_TOKEN` | a token, `github_pat_…` or `ghp_…`; with it, webhooks register themselves |
    /// | `GITHUB_WEBHOOK_SECRET` | the secret of a webhook that a person registered, for example that of a GitHub App |
    /// | `GITHUB_API_URL` | where the API is; `https://api.github.com` if it is not set, `https://HOST/api/v3` of a server of one's own |
    ///
    /// A value that cannot work, such as an empty one, is reported when the app starts.
    pub fn from_env() -> Self {
        Self::with(Settings::read(|name| std::env::var_os(name)))
    }

    /// A client with the given token, or with an account's connection, which gives one.
    pub fn new(token: impl Into<Credential>) -> Self {
        Self::with(Settings::default()).token(token)
    }

    /// The same client with another token. It shares the connections of the one that it is made of.
    #[must_use]
    pub fn token(mut self, token: impl Into<Credential>) -> Self {
        Arc::make_mut(&mut self.inner).settings.token = Some(token.into());
        self
    }

    pub(super) fn with(settings: Settings) -> Self {
        Self {
            inner: Arc::new(Inner {
                settings,
                http: HttpClient::default(),
            }),
        }
    }

    /// With the API at another place, such as `https://github.example/api/v3`.
    #[must_use]
    pub fn base(mut self, base: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.inner).settings.base = base.into();
        self
    }

    /// With the secret of a webhook that a person registered: the sources then verify with it and
    /// register nothing.
    #[must_use]
    pub fn webhook_secret(mut self, secret: impl Into<SecretString>) -> Self {
        Arc::make_mut(&mut self.inner).settings.webhook_secret = Some(secret.into());
        self
    }

    /// Whether the settings can work.
    fn validate(&self) -> Result<()> {
        self.settings().validate()
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// Makes a request that no task covers, and reads the answer as `T`, which may be a
    /// [`serde_json::Value`]; an empty answer is `null`. The parameters, a struct or a map, are in
    /// the query of a `GET`, and the JSON body of anything else.
    ///
    /// It is not durable by itself: [`GitHub::native`] makes the same request a task. Or call it in
    /// a task of the app's own.
    ///
    /// # Errors
    ///
    /// Connection errors, the statuses 429 and 5xx and what a rate limit refuses can be tried
    /// again, when GitHub says that the limit is over; any other refusal cannot.
    pub async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        parameters: &(impl Serialize + ?Sized + Sync),
    ) -> Result<T> {
        Ok(self.request(method, path, parameters).await?)
    }

    /// Makes a request.
    pub(super) async fn request<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        parameters: &(impl Serialize + ?Sized + Sync),
    ) -> Result<T, Failure> {
        Ok(self.answer(method, path, parameters).await?.read()?)
    }

    /// Makes a request, and follows what it is about to where it has moved, but never to another
    /// host, which would learn the token.
    pub(super) async fn answer(
        &self,
        method: Method,
        path: &str,
        parameters: &(impl Serialize + ?Sized + Sync),
    ) -> Result<Reply, Failure> {
        let parameters = serde_json::to_value(parameters)
            .map_err(|error| NoAnswer::unsendable("parameters", error))?;
        let mut url = url(&self.settings().base, path)?;
        if method == Method::GET {
            ask(&mut url, &parameters)?;
        }
        for _ in 0..=MOST_MOVES {
            let reply = send(self.settings().token.as_ref(), TOKEN, |bearer| {
                self.build(&method, url.clone(), &parameters, bearer)
            })
            .await?;
            if reply.status.is_success() {
                return Ok(reply);
            }
            match moved(reply.status, &reply.headers, &url) {
                Some(place) => url = place,
                None => return Err(reply.refusal()),
            }
        }
        let message = format!("it has moved more than {MOST_MOVES} times");
        Err(NoAnswer::Unreadable(message).into())
    }

    fn build(
        &self,
        method: &Method,
        url: Url,
        parameters: &Value,
        bearer: HeaderValue,
    ) -> Result<reqwest::RequestBuilder, NoAnswer> {
        let client = self.inner.http.get()?;
        let request = client
            .request(method.clone(), url)
            .header(AUTHORIZATION, bearer)
            .header(ACCEPT, "application/vnd.github+json")
            .header("x-github-api-version", API_VERSION);
        if *method == Method::GET || parameters.is_null() {
            return Ok(request);
        }
        Ok(request
            .header(CONTENT_TYPE, "application/json")
            .body(parameters.to_string()))
    }
}

/// Writes parameters as a query: lists with commas, and nothing for what is `null`.
fn ask(url: &mut Url, parameters: &Value) -> Result<(), NoAnswer> {
    let parameters = match parameters {
        Value::Null => return Ok(()),
        Value::Object(parameters) => parameters,
        _ => {
            let message = "the parameters of a query are a struct or a map";
            return Err(NoAnswer::Setup(message.to_owned()));
        }
    };
    for (name, value) in parameters {
        let text = match value {
            Value::Null => continue,
            Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join(","),
            value => plain(value),
        };
        url.query_pairs_mut().append_pair(name, &text);
    }
    Ok(())
}

/// A value as a query writes it.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Where an answer says that what was asked for is now, on the same host.
fn moved(status: StatusCode, headers: &HeaderMap, url: &Url) -> Option<Url> {
    if !matches!(status.as_u16(), 301 | 302 | 307 | 308) {
        return None;
    }
    let place = url.join(headers.get(LOCATION)?.to_str().ok()?).ok()?;
    (place.origin() == url.origin()).then_some(place)
}

impl fmt::Debug for GitHub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("GitHub").field(self.settings()).finish()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn debug_shows_no_secret() {
        let github = GitHub::new("ghp_canary").webhook_secret("canary");
        let shown = format!("{github:?}");
        assert!(!shown.contains("canary"), "{shown}");
    }

    #[test]
    fn a_query_says_what_is_asked_for_and_nothing_of_what_is_not() {
        let mut url = Url::parse("https://api.github.com/repos/a/b/issues").expect("a URL");
        let parameters = json!({ "labels": ["bug", "a b"], "page": 2, "state": null });
        ask(&mut url, &parameters).expect("a map");
        assert_eq!(url.query(), Some("labels=bug%2Ca+b&page=2"));
        assert!(ask(&mut url, &json!([1])).is_err());
    }

    #[test]
    fn what_has_moved_is_followed_on_its_own_host_only() {
        let url = Url::parse("https://api.github.com/repos/a/b").expect("a URL");
        let to = |status, place: &str| {
            let place = HeaderValue::from_str(place).expect("a header");
            let headers = HeaderMap::from_iter([(LOCATION, place)]);
            let status = StatusCode::from_u16(status).expect("a status");
            moved(status, &headers, &url).map(String::from)
        };
        let here = "https://api.github.com/repositories/1";
        assert_eq!(to(301, here).as_deref(), Some(here));
        assert_eq!(to(307, "/repositories/1").as_deref(), Some(here));
        assert_eq!(to(301, "https://evil.example/repositories/1"), None);
        assert_eq!(to(301, "http://api.github.com/repositories/1"), None);
        assert_eq!(to(404, here), None);
    }

    #[tokio::test]
    async fn a_path_cannot_change_the_host() {
        for path in [".example.com/", "@example.com/", ""] {
            let github = GitHub::new("ghp_canary").base("http://127.0.0.1:9");
            let answer = github.call::<Value>(Method::GET, path, &()).await;
            let error = answer.expect_err("no request is made");
            assert_eq!(error.message(), "a path starts with `/`");
        }
    }

    #[tokio::test]
    async fn a_server_that_does_not_answer_can_be_tried_again() {
        let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let base = format!("http://{}", port.local_addr().expect("its address"));
        drop(port);
        let github = GitHub::new("ghp_canary").base(base);
        let answer = github.call::<Value>(Method::GET, "/user", &()).await;
        let error = answer.expect_err("nobody answers");
        assert_eq!(error.retry(), crate::Retry::Policy, "{error:?}");
        assert!(!format!("{error:?}").contains("canary"), "{error:?}");
    }
}
