//! Why Slack refused a request, and whether trying it again can help.

use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use crate::error::{Error, Retry};
use crate::integrations::requests::{self, retry_after};

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
pub(super) type Failure = requests::Failure<Refusal>;

/// What Slack answers instead of what was asked for.
#[derive(Debug)]
pub(super) struct Refusal {
    fault: Fault,
    retry: Retry,
}

/// The body of such an answer: `{"ok": false, "error": "channel_not_found"}`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Fault {
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
    /// Whether Slack says that things are so already, because an earlier attempt made them so.
    pub(super) fn says(&self, error: &str) -> bool {
        self.refusal()
            .is_some_and(|refusal| refusal.fault.error == error)
    }
}

impl requests::Refusal for Refusal {
    const PROVIDER: &'static str = "Slack";
    const REPEATS_UNREADABLE: bool = true;

    fn read(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Self {
        let mut fault: Fault = serde_json::from_slice(body).unwrap_or_default();
        if fault.error.is_empty() {
            fault.error = format!("HTTP {}", status.as_u16());
        }
        let passing = status == StatusCode::TOO_MANY_REQUESTS
            || status.is_server_error()
            || PASSING.contains(&&*fault.error);
        let retry = match passing {
            true => retry_after(headers).map_or(Retry::Policy, Retry::After),
            false => Retry::Never,
        };
        Self { fault, retry }
    }

    fn texts(&mut self) -> Vec<&mut String> {
        let Fault {
            error,
            needed,
            response_metadata: Details { messages },
        } = &mut self.fault;
        messages.iter_mut().chain([error, needed]).collect()
    }

    fn error(&self) -> Error {
        let Fault {
            error,
            needed,
            response_metadata: Details { messages },
        } = &self.fault;
        let mut text = format!("Slack refused the request: {error}");
        if !needed.is_empty() {
            text = format!("{text}; the token lacks the scope `{needed}`");
        }
        for message in messages {
            text = format!("{text}; {message}");
        }
        Error::new(text).with_retry(self.retry)
    }
}
