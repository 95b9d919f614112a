//! Why a request to Slack failed, and whether trying it again can help.

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use crate::error::{Error, Retry};

/// The longest wait that a `Retry-After` header is granted.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);

/// What Slack says when it is its own fault or a matter of time. Anything else that it says stays so.
const PASSING: [&str; 8] = [
    "ratelimited",
    "rate_limited",
    "internal_error",
    "fatal_error",
    "request_timeout",
    "service_unavailable",
    "team_added_to_org",
    "external_channel_migrating",
];

/// Why a request failed.
#[derive(Debug)]
pub(super) enum Failure {
    /// The client cannot make the request at all.
    Setup(String),
    /// No answer came.
    Unreachable(String),
    /// The answer is not what the API answers.
    Unreadable(String),
    /// Slack refused the request.
    Refused { refusal: Refusal, retry: Retry },
}

/// What Slack answers instead of what was asked for: `{"ok": false, "error": "channel_not_found"}`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Refusal {
    error: String,
    /// The scope that the token lacks.
    needed: String,
    response_metadata: Details,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Details {
    messages: Vec<String>,
}

impl Failure {
    /// The request could not be made or was not answered.
    pub(super) fn unanswered(error: reqwest::Error) -> Self {
        let error = error.without_url();
        let mut message = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            message = format!("{message}: {cause}");
            source = cause.source();
        }
        if error.is_builder() {
            Self::Setup(message)
        } else {
            Self::Unreachable(message)
        }
    }

    /// Reads a refusal, whatever its body is.
    pub(super) fn refused(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Self {
        let mut refusal: Refusal = serde_json::from_slice(body).unwrap_or_default();
        if refusal.error.is_empty() {
            refusal.error = format!("HTTP {}", status.as_u16());
        }
        let passing = status == StatusCode::TOO_MANY_REQUESTS
            || status.is_server_error()
            || PASSING.contains(&&*refusal.error);
        let wait = headers.get("retry-after");
        let wait = wait.and_then(|wait| wait.to_str().ok()?.parse().ok());
        let retry = match wait {
            _ if !passing => Retry::Never,
            Some(seconds) => Retry::After(Duration::from_secs(seconds).min(LONGEST_WAIT)),
            None => Retry::Policy,
        };
        Self::Refused { refusal, retry }
    }

    /// Whether Slack says that things are so already, because an earlier attempt made them so.
    pub(super) fn says(&self, error: &str) -> bool {
        matches!(self, Self::Refused { refusal, .. } if refusal.error == error)
    }
}

impl Refusal {
    fn describe(&self) -> String {
        let Self {
            error,
            needed,
            response_metadata: Details { messages },
        } = self;
        let mut text = format!("Slack refused the request: {error}");
        if !needed.is_empty() {
            text = format!("{text}; the token lacks the scope `{needed}`");
        }
        for message in messages {
            text = format!("{text}; {message}");
        }
        text
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Setup(message) => Self::permanent(message),
            Failure::Unreachable(message) => Self::new(message).context("Slack did not answer"),
            Failure::Unreadable(message) => {
                Self::new(message).context("Slack's answer cannot be read")
            }
            Failure::Refused { refusal, retry } => Self::new(refusal.describe()).with_retry(retry),
        }
    }
}
