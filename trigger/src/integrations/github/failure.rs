//! Why GitHub refused a request, and when trying it again can help.

use std::time::Duration;

use http::header::{DATE, RETRY_AFTER};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::Value;

use crate::error::{Error, Retry};
use crate::integrations::requests::{self, LONGEST_WAIT, header, retry_after};
use crate::integrations::tolerant::null_as_default;
use crate::run::Scope;
use crate::time::Timestamp;

/// How long to wait for a limit of which GitHub does not say when it is over.
const UNKNOWN_WAIT: Duration = Duration::from_secs(60);

/// Why a request failed.
pub(super) type Failure = requests::Failure<Refusal>;

/// GitHub's answer to a request that it refused.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    request_id: Option<String>,
    retry: Retry,
    message: String,
    reasons: Vec<String>,
}

impl Failure {
    /// Whether GitHub says that there is no such thing.
    pub(super) fn is_missing(&self) -> bool {
        self.is(StatusCode::NOT_FOUND) || self.is(StatusCode::GONE)
    }

    /// Whether GitHub refused the request with a status.
    pub(super) fn is(&self, status: StatusCode) -> bool {
        self.refusal()
            .is_some_and(|refusal| refusal.status == status)
    }
}

impl requests::Refusal for Refusal {
    const PROVIDER: &'static str = "GitHub";
    // GitHub did what was asked, and without idempotency keys would do it again.
    const REPEATS_UNREADABLE: bool = false;

    fn read(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Self {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Fault {
            #[serde(deserialize_with = "null_as_default")]
            message: String,
            /// Objects, or texts.
            #[serde(deserialize_with = "null_as_default")]
            errors: Value,
        }
        let Fault { message, errors } = serde_json::from_slice(body).unwrap_or_default();
        let errors = errors.as_array().into_iter().flatten();
        Self {
            status,
            request_id: header(headers, "x-github-request-id").map(str::to_owned),
            retry: advice(status, headers, &message),
            reasons: errors.filter_map(reason).collect(),
            message,
        }
    }

    fn texts(&mut self) -> Vec<&mut String> {
        let mut texts: Vec<_> = self.reasons.iter_mut().collect();
        texts.push(&mut self.message);
        texts
    }

    fn error(&self) -> Error {
        let mut reasons = vec![match self.message.as_str() {
            "" => "no reason given",
            message => message,
        }];
        reasons.extend(self.reasons.iter().map(String::as_str));
        let mut details = format!("HTTP {}", self.status.as_u16());
        if let Some(request_id) = &self.request_id {
            details = format!("{details}, request {request_id}");
        }
        let reasons = reasons.join(": ");
        Error::new(format!("GitHub refused the request: {reasons} ({details})"))
            .with_retry(self.retry)
    }
}

/// One of the errors of a refusal: `title is missing_field`, or what it says itself.
fn reason(error: &Value) -> Option<String> {
    let part = |name: &str| error.get(name).and_then(Value::as_str);
    match (
        error.as_str().or(part("message")),
        part("field"),
        part("code"),
    ) {
        (Some(text), ..) => Some(text.to_owned()),
        (None, Some(field), Some(code)) => Some(format!("{field} is {code}")),
        (None, field, code) => field.or(code).map(str::to_owned),
    }
}

/// GitHub's rules: a limit is over when it says so, and a fault of its own can be tried again.
fn advice(status: StatusCode, headers: &HeaderMap, message: &str) -> Retry {
    if status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT {
        return wait(headers).map_or(Retry::Policy, Retry::After);
    }
    let limited = match status {
        StatusCode::TOO_MANY_REQUESTS => true,
        // What a person may not do is refused with it too.
        StatusCode::FORBIDDEN => {
            headers.contains_key(RETRY_AFTER)
                || header(headers, "x-ratelimit-remaining") == Some("0")
                || message.to_lowercase().contains("rate limit")
        }
        _ => false,
    };
    if !limited {
        return Retry::Never;
    }
    Retry::After(wait(headers).unwrap_or(UNKNOWN_WAIT))
}

/// How long GitHub asks to wait, by its own clock.
fn wait(headers: &HeaderMap) -> Option<Duration> {
    retry_after(headers).or_else(|| {
        // Of a limit that is not used up, the time says nothing.
        let used_up = header(headers, "x-ratelimit-remaining") == Some("0");
        let reset = header(headers, "x-ratelimit-reset").filter(|_| used_up)?;
        let reset: u64 = reset.trim().parse().ok()?;
        let now = u64::try_from(now(headers).as_second()).ok()?;
        // The limit is over in the course of that second.
        let seconds = reset.saturating_sub(now).saturating_add(1);
        Some(Duration::from_secs(seconds).min(LONGEST_WAIT))
    })
}

/// When the answer was given: this machine's clock may differ from GitHub's.
fn now(headers: &HeaderMap) -> Timestamp {
    let date = header(headers, DATE.as_str());
    let date = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok());
    match date {
        Some(date) => date.timestamp(),
        None => Scope::current().map_or_else(Timestamp::now, |scope| scope.ops().now()),
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};
    use secrecy::SecretString;

    use super::*;
    use crate::integrations::requests::Refusal as _;

    const DATE: (&str, &str) = ("date", "Thu, 01 Jan 2026 00:00:00 GMT");
    const NOW: u64 = 1_767_225_600;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &str)| {
            let value = HeaderValue::from_str(value).expect("a header");
            (HeaderName::from_static(name), value)
        };
        pairs.iter().map(pair).collect()
    }

    #[track_caller]
    fn assert_advice(status: u16, message: &str, pairs: &[(&'static str, &str)], expected: Retry) {
        let status = StatusCode::from_u16(status).expect("a status");
        let advised = advice(status, &headers(pairs), message);
        assert_eq!(advised, expected, "{status} {message} {pairs:?}");
    }

    fn after(seconds: u64) -> Retry {
        Retry::After(Duration::from_secs(seconds))
    }

    #[test]
    fn what_github_refuses_is_not_tried_again() {
        for status in [400, 401, 403, 404, 409, 410, 422, 301] {
            assert_advice(status, "Not Found", &[DATE], Retry::Never);
        }
        let limits = [
            DATE,
            ("x-ratelimit-remaining", "17"),
            ("x-ratelimit-reset", "1767225700"),
        ];
        assert_advice(403, "Must have admin rights", &limits, Retry::Never);
    }

    #[test]
    fn a_fault_of_githubs_own_can_be_tried_again() {
        assert_advice(500, "", &[], Retry::Policy);
        assert_advice(502, "", &[], Retry::Policy);
        assert_advice(503, "", &[("retry-after", "7")], after(7));
    }

    #[test]
    fn a_primary_limit_is_waited_out_by_githubs_clock() {
        let reset = (NOW + 90).to_string();
        let used_up = [
            DATE,
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset", &reset),
        ];
        for status in [403, 429] {
            assert_advice(status, "API rate limit exceeded", &used_up, after(91));
        }
        let passed = [
            DATE,
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset", "5"),
        ];
        assert_advice(429, "", &passed, after(1));
        let far = [
            DATE,
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset", "99999999999"),
        ];
        assert_advice(429, "", &far, after(3600));
    }

    #[test]
    fn a_secondary_limit_is_waited_out_as_long_as_github_asks() {
        let message = "You have exceeded a secondary rate limit";
        assert_advice(403, message, &[("retry-after", "30")], after(30));
        assert_advice(403, message, &[], after(60));
        assert_advice(429, "", &[], after(60));
        // The primary limit's reset says nothing of it.
        let primary = [
            DATE,
            ("x-ratelimit-remaining", "4000"),
            ("x-ratelimit-reset", "1767229000"),
        ];
        assert_advice(403, message, &primary, after(60));
    }

    #[test]
    fn the_message_says_everything_that_helps_to_find_the_fault() {
        let body = br#"{"message":"Validation Failed","errors":[
            {"resource":"Hook","code":"custom","message":"Hook already exists on this repository"},
            {"resource":"Issue","field":"title","code":"missing_field"}, "odd", 7],
            "documentation_url":"https://docs.github.com/rest"}"#;
        let headers = headers(&[("x-github-request-id", "ABCD:1")]);
        let refusal = Refusal::read(StatusCode::UNPROCESSABLE_ENTITY, &headers, body);
        assert_eq!(
            Error::from(Failure::Refused(Box::new(refusal))).to_string(),
            "GitHub refused the request: Validation Failed: Hook already exists on this \
             repository: title is missing_field: odd (HTTP 422, request ABCD:1)"
        );
    }

    #[test]
    fn an_answer_of_any_shape_is_read() {
        let bodies: [&[u8]; 5] = [
            b"",
            b"<html>",
            b"[]",
            br#"{"message":null,"errors":"no"}"#,
            b"\xff",
        ];
        for body in bodies {
            let refusal = Refusal::read(StatusCode::BAD_GATEWAY, &HeaderMap::new(), body);
            assert_eq!(
                refusal.error().message(),
                "GitHub refused the request: no reason given (HTTP 502)"
            );
        }
    }

    #[test]
    fn a_secret_that_the_answer_repeats_is_taken_out() {
        let body = br#"{"message":"Bad credentials ghp_canary","errors":["ghp_canary"]}"#;
        let refusal = Refusal::read(StatusCode::UNAUTHORIZED, &HeaderMap::new(), body)
            .without(&SecretString::from("ghp_canary"));
        let told = refusal.error().to_string();
        assert_eq!(
            told,
            "GitHub refused the request: Bad credentials [secret]: [secret] (HTTP 401)"
        );
    }
}
