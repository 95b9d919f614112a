//! Requests that a run makes, tried again as their answers ask for.

use std::fmt;
use std::future::Future;
use std::ops::RangeInclusive;
use std::panic::Location;
use std::sync::OnceLock;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use http::{Method, StatusCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, Retry};
use crate::outbound::{self, OutboundGuard};
use crate::run::{Call, Io, RequestBody, Scope, StepKind, TaskKey};
use crate::spec::{Attempt, Properties, RetryPolicy, TaskMeta};
use crate::time::{Timestamp, until};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const TIMEOUT: Duration = Duration::from_secs(30);

/// How large the body of an answer may be unless the request says otherwise, in bytes.
const LIMIT: usize = 1024 * 1024;

/// The longest wait that a `Retry-After` header is granted.
const LONGEST: Duration = Duration::from_secs(24 * 3600);

/// A request that [`Io::fetch`] makes.
///
/// ```
/// use trigger::prelude::*;
/// use trigger::RetryPolicy;
/// # #[event_spec(name = "order.placed")]
/// # #[derive(Clone, serde::Serialize, serde::Deserialize)]
/// # pub struct OrderPlaced { id: u64 }
///
/// #[derive(serde::Deserialize)]
/// struct Quote { price: u64 }
///
/// #[job(trigger = OrderPlaced)]
/// async fn ask_for_a_quote(order: OrderPlaced, io: Io) -> Result<u64> {
///     let patient = RetryPolicy::DEFAULT.limit(20).max(Duration::from_secs(600));
///     let request = Fetch::post("https://api.example.com/quotes")
///         .json(&json!({ "order": order.id }))
///         .retry_on(503..=503, patient);
///     Ok(io.fetch("quote", request).await?.json::<Quote>()?.price)
/// }
/// ```
#[derive(Clone)]
#[must_use = "it is made by `io.fetch`"]
pub struct Fetch {
    method: Method,
    url: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
    timeout: Duration,
    limit: usize,
    policies: Vec<(RangeInclusive<u16>, RetryPolicy)>,
    /// Why the request cannot be made.
    fault: Option<String>,
}

/// The answer to a request, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetched {
    /// The status.
    pub status: u16,
    /// The headers, without `set-cookie`.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: RequestBody,
}

impl Fetch {
    /// A request of any method.
    pub fn new(method: Method, url: impl Into<String>) -> Self {
        let policy = RetryPolicy::DEFAULT;
        Self {
            method,
            url: url.into(),
            headers: Vec::new(),
            body: None,
            timeout: TIMEOUT,
            limit: LIMIT,
            policies: [408..=408, 429..=429, 500..=599]
                .map(|range| (range, policy))
                .into(),
            fault: None,
        }
    }

    /// A `GET`.
    pub fn get(url: impl Into<String>) -> Self {
        Self::new(Method::GET, url)
    }

    /// A `POST`.
    pub fn post(url: impl Into<String>) -> Self {
        Self::new(Method::POST, url)
    }

    /// With a header, which is not recorded.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// With a body, which is not recorded.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// With a body of JSON. One that cannot be written fails the call.
    pub fn json(mut self, body: &(impl Serialize + ?Sized)) -> Self {
        match serde_json::to_vec(body) {
            Ok(body) => self
                .header(CONTENT_TYPE.as_str(), "application/json")
                .body(body),
            Err(error) => {
                self.fault = Some(format!("the body is not JSON: {error}"));
                self
            }
        }
    }

    /// With another limit on how long one attempt may take; 30 seconds unless it is set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// With another limit on the body of the answer, in bytes; 1 MiB unless it is set. A larger
    /// one fails the call.
    pub fn limit(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }

    /// Tried again by this policy when the answer has one of these statuses. Without it, 408, 429
    /// and 5xx are tried again by the default policy, and no other status is.
    /// [`RetryPolicy::NONE`] takes a status out.
    ///
    /// The policy's limit counts all attempts. When the answer says `Retry-After`, in seconds or as
    /// a date, that is kept to instead of the policy's delay, up to a day.
    pub fn retry_on(mut self, statuses: RangeInclusive<u16>, policy: RetryPolicy) -> Self {
        self.policies.insert(0, (statuses, policy));
        self
    }

    fn policy(&self, status: StatusCode) -> RetryPolicy {
        let mut policies = self.policies.iter();
        policies
            .find(|(statuses, _)| statuses.contains(&status.as_u16()))
            .map_or(RetryPolicy::NONE, |(_, policy)| *policy)
    }

    /// The policy that allows as many attempts as any status does.
    fn widest(&self) -> RetryPolicy {
        let limits = self.policies.iter().map(|(_, policy)| policy.limit);
        let limit = limits.max().unwrap_or_default();
        RetryPolicy::DEFAULT.limit(limit.max(RetryPolicy::DEFAULT.limit))
    }

    /// Where it goes, without what may be secret in it.
    fn shown(&self) -> String {
        let place = self.url.split(['?', '#']).next().unwrap_or_default();
        let place = match place.split_once("://") {
            Some((scheme, rest)) => {
                let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                let host = authority.rsplit('@').next().unwrap_or_default();
                format!("{scheme}://{host}{path}")
            }
            None => place.to_owned(),
        };
        format!("{} {place}", self.method)
    }

    async fn attempt(&self, number: u32) -> Result<Fetched> {
        if let Some(fault) = &self.fault {
            return Err(Error::permanent(fault));
        }
        let unanswered = |error: reqwest::Error| {
            if let Some(refused) = outbound::refusal(&error) {
                return self.kept_in(refused);
            }
            let retry = if error.is_builder() {
                Retry::Never
            } else {
                Retry::Policy
            };
            // The URL may hold a secret.
            Error::from(error.without_url())
                .context(format!("{} was not answered", self.shown()))
                .with_retry(if number < RetryPolicy::DEFAULT.limit {
                    retry
                } else {
                    Retry::Never
                })
        };
        let scope = Scope::current();
        let guard = scope.and_then(|scope| scope.ops().outbound());
        let client = match &guard {
            Some(guard) => self.guarded(guard)?,
            None => client()?,
        };
        let mut request = client
            .request(self.method.clone(), &self.url)
            .timeout(self.timeout);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some(body) = &self.body {
            request = request.body(body.clone());
        }
        let mut response = request.send().await.map_err(unanswered)?;
        let (status, headers) = (response.status(), response.headers().clone());
        if !status.is_success() {
            return Err(self.refused(status, &headers, number));
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unanswered)? {
            if body.len() + chunk.len() > self.limit {
                return Err(Error::permanent(format!(
                    "the answer to {} is larger than {} bytes: allow more with `.limit(…)`",
                    self.shown(),
                    self.limit
                )));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Fetched {
            status: status.as_u16(),
            headers: recorded(&headers),
            body: match String::from_utf8(body) {
                Ok(text) => RequestBody::Text(text),
                Err(bytes) => RequestBody::Base64(BASE64_STANDARD.encode(bytes.as_bytes())),
            },
        })
    }

    /// The client for where the app's guard may keep the request in, unless the URL says that it
    /// does.
    fn guarded<'g>(&self, guard: &'g OutboundGuard) -> Result<&'g reqwest::Client> {
        let url = reqwest::Url::parse(&self.url).map_err(|error| {
            Error::permanent(error).context(format!("{} is no URL", self.shown()))
        })?;
        guard
            .check(&url)
            .map_err(|refused| self.kept_in(&refused))?;
        guard.client(builder()).map_err(not_built)
    }

    fn kept_in(&self, refused: &outbound::Refused) -> Error {
        Error::permanent(refused).context(format!("{} was not made", self.shown()))
    }

    fn refused(&self, status: StatusCode, headers: &HeaderMap, number: u32) -> Error {
        let now = Scope::current().map_or_else(Timestamp::now, |scope| scope.ops().now());
        let retry = match self.policy(status).delay(number, 0.0) {
            None => Retry::Never,
            Some(delay) => Retry::After(retry_after(headers, now).unwrap_or(delay)),
        };
        Error::new(format!("{} was answered {status}", self.shown())).with_retry(retry)
    }
}

impl fmt::Debug for Fetch {
    /// Without what may be secret: the query, the headers and the body.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Fetch").field(&self.shown()).finish()
    }
}

impl Fetched {
    /// The value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body as text.
    ///
    /// # Errors
    ///
    /// When it is not UTF-8.
    pub fn text(&self) -> Result<&str> {
        match &self.body {
            RequestBody::Text(text) => Ok(text),
            RequestBody::Base64(_) => Err(Error::permanent("the body of the answer is no text")),
        }
    }

    /// The body, read as JSON.
    ///
    /// # Errors
    ///
    /// When it is not JSON of this type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_str(self.text()?)
            .map_err(|error| Error::permanent(format!("the body of the answer: {error}")))
    }
}

enum ByFetch {}

impl Call<ByFetch> for Fetch {
    type Output = Fetched;

    fn meta(&self) -> TaskMeta {
        TaskMeta::new("fetch").icon("globe").retry(self.widest())
    }

    fn properties(&self) -> Properties {
        Properties::new().with("Request", self.shown())
    }

    async fn attempt(&self) -> Result<Fetched> {
        let number = Attempt::current().map_or(1, |attempt| attempt.number);
        Fetch::attempt(self, number).await
    }
}

impl Io {
    /// Makes a request, and keeps its answer. An answer with a status other than 2xx is a failed
    /// attempt, tried again as [`Fetch::retry_on`] says; so is none at all, five times.
    ///
    /// A retry far away puts the run away, so a request can be tried for days. A redirect is not
    /// followed: it is an answer like any other. Where URLs come from others, an
    /// [`OutboundGuard`] keeps requests out of the app's own network.
    ///
    /// # Errors
    ///
    /// What the last attempt failed with, when none is left; when the answer is too large; and
    /// when the key is used twice.
    #[track_caller]
    pub fn fetch(
        &self,
        key: impl Into<TaskKey>,
        request: Fetch,
    ) -> impl Future<Output = Result<Fetched>> + Send {
        let (key, location) = (key.into(), Location::caller());
        async move {
            let scope = Scope::require("`io.fetch`")?;
            let step = scope.step(key, StepKind::Fetch, request.meta(), location);
            scope.run(step, &request).await
        }
    }
}

/// How long an answer asks to wait.
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match text.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let date = jiff::fmt::rfc2822::parse(text).ok()?;
            until(now, date.timestamp())
        }
    };
    Some(wait.min(LONGEST))
}

fn recorded(headers: &HeaderMap) -> Vec<(String, String)> {
    let shown = headers.iter().filter(|(name, _)| *name != "set-cookie");
    shown
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.to_string(), value)
        })
        .collect()
}

/// One client for all requests, built by the first one.
fn client() -> Result<&'static reqwest::Client> {
    static CLIENT: OnceLock<reqwest::Client> = OnceLock::new();
    if let Some(client) = CLIENT.get() {
        return Ok(client);
    }
    let client = builder().build().map_err(not_built)?;
    Ok(CLIENT.get_or_init(|| client))
}

fn builder() -> reqwest::ClientBuilder {
    // An app that chose a provider itself keeps it: installing a second one fails.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .user_agent(concat!("trigger/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        // A redirect would take headers with secrets somewhere else.
        .redirect(reqwest::redirect::Policy::none())
}

#[allow(clippy::needless_pass_by_value, reason = "it is what `map_err` gives")]
fn not_built(error: reqwest::Error) -> Error {
    Error::permanent(format!("the HTTP client cannot be built: {error:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-01-01T00:00:00Z".parse().expect("a time")
    }

    fn asks(value: &str) -> Option<Duration> {
        let value = value.parse().expect("a header");
        retry_after(&[(RETRY_AFTER, value)].into_iter().collect(), now())
    }

    #[test]
    fn an_answer_asks_to_wait_in_seconds_or_until_a_date() {
        assert_eq!(asks("7"), Some(Duration::from_secs(7)));
        let date = asks("Thu, 01 Jan 2026 00:01:00 GMT");
        assert_eq!(date, Some(Duration::from_secs(60)));
        assert_eq!(asks("Wed, 31 Dec 2025 00:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(asks("99999999999"), Some(LONGEST));
        assert_eq!(asks("soon"), None);
    }

    #[test]
    fn the_policy_of_a_status_is_the_one_that_was_given_last() {
        let never = Fetch::get("https://a").retry_on(500..=503, RetryPolicy::NONE);
        let limit = |status| {
            let status = StatusCode::from_u16(status).expect("a status");
            never.policy(status).limit
        };
        assert_eq!([404, 429, 500, 504].map(limit), [1, 5, 1, 5]);
    }

    #[test]
    fn what_may_be_secret_is_not_shown() {
        let request = Fetch::get("https://user:canary@a.example/b?key=canary")
            .header("authorization", "canary")
            .body("canary");
        assert_eq!(
            format!("{request:?}"),
            r#"Fetch("GET https://a.example/b")"#
        );
    }
}
