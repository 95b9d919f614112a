//! Why Stripe refused a request, and whether trying it again can help.

use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use super::tolerant::null_as_default;
use crate::error::{Error, Retry};
use crate::integrations::requests::{self, header, retry_after};

/// Why a request failed.
pub(super) type Failure = requests::Failure<Refusal>;

/// Stripe's answer to a request that it refused.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    request_id: Option<String>,
    retry: Retry,
    fault: Fault,
}

/// The `error` object of such an answer.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Fault {
    #[serde(rename = "type", deserialize_with = "null_as_default")]
    kind: String,
    #[serde(deserialize_with = "null_as_default")]
    code: String,
    #[serde(deserialize_with = "null_as_default")]
    decline_code: String,
    #[serde(deserialize_with = "null_as_default")]
    message: String,
    #[serde(deserialize_with = "null_as_default")]
    param: String,
}

impl Failure {
    /// Whether Stripe says that the object does not exist.
    pub(super) fn is_missing(&self) -> bool {
        self.refusal().is_some_and(|Refusal { status, fault, .. }| {
            *status == StatusCode::NOT_FOUND || fault.code == "resource_missing"
        })
    }
}

impl requests::Refusal for Refusal {
    const PROVIDER: &'static str = "Stripe";
    // Under its idempotency key, a request is done once.
    const REPEATS_UNREADABLE: bool = true;

    fn read(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Self {
        #[derive(Deserialize)]
        struct Answer {
            error: Fault,
        }
        let fault = serde_json::from_slice(body)
            .map(|Answer { error }| error)
            .unwrap_or_default();
        Self {
            status,
            request_id: header(headers, "request-id").map(str::to_owned),
            retry: advice(status, headers),
            fault,
        }
    }

    fn texts(&mut self) -> Vec<&mut String> {
        let Fault {
            kind,
            code,
            decline_code,
            message,
            param,
        } = &mut self.fault;
        vec![kind, code, decline_code, message, param]
    }

    fn error(&self) -> Error {
        let error = Error::new(self.describe()).with_retry(self.retry);
        match self.code() {
            Some(code) => error.with_code(code),
            None => error,
        }
    }
}

impl Refusal {
    /// What tells the refusal apart: its code, or its type if it has none.
    fn code(&self) -> Option<&str> {
        let Fault { code, kind, .. } = &self.fault;
        [code, kind]
            .into_iter()
            .find(|code| !code.is_empty())
            .map(String::as_str)
    }

    fn describe(&self) -> String {
        let Fault {
            kind,
            code,
            decline_code,
            message,
            param,
        } = &self.fault;
        let reason = if message.is_empty() {
            "no reason given"
        } else {
            message
        };
        let mut details = vec![format!("HTTP {}", self.status.as_u16())];
        let request_id = self.request_id.as_deref().unwrap_or_default();
        for (label, detail) in [
            ("type", kind.as_str()),
            ("code", code),
            ("decline code", decline_code),
            ("param", param),
            ("request", request_id),
        ] {
            if !detail.is_empty() {
                details.push(format!("{label} {detail}"));
            }
        }
        format!(
            "Stripe refused the request: {reason} ({})",
            details.join(", ")
        )
    }
}

/// Stripe's rules: a conflict, a rate limit and a fault of its own can be tried again, and
/// `Stripe-Should-Retry` overrules the status.
fn advice(status: StatusCode, headers: &HeaderMap) -> Retry {
    let by_status = status == StatusCode::CONFLICT
        || status == StatusCode::TOO_MANY_REQUESTS
        || status.is_server_error();
    let can_retry = match header(headers, "stripe-should-retry") {
        Some("true") => true,
        Some("false") => false,
        _ => by_status,
    };
    if !can_retry {
        return Retry::Never;
    }
    retry_after(headers).map_or(Retry::Policy, Retry::After)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::{HeaderName, HeaderValue};
    use secrecy::SecretString;

    use super::*;
    use crate::integrations::requests::Refusal as _;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn what_can_be_tried_again() {
        let after = |seconds| Retry::After(Duration::from_secs(seconds));
        type Headers = &'static [(&'static str, &'static str)];
        let cases: [(u16, Headers, Retry); 16] = [
            (400, &[], Retry::Never),
            (401, &[], Retry::Never),
            (402, &[], Retry::Never),
            (404, &[], Retry::Never),
            (302, &[], Retry::Never),
            (409, &[], Retry::Policy),
            (429, &[], Retry::Policy),
            (500, &[], Retry::Policy),
            (503, &[], Retry::Policy),
            (429, &[("retry-after", "7")], after(7)),
            (503, &[("retry-after", "99999999999")], after(3600)),
            (503, &[("retry-after", "soon")], Retry::Policy),
            (400, &[("retry-after", "7")], Retry::Never),
            (400, &[("stripe-should-retry", "true")], Retry::Policy),
            (
                400,
                &[("stripe-should-retry", "true"), ("retry-after", "2")],
                after(2),
            ),
            (500, &[("stripe-should-retry", "false")], Retry::Never),
        ];
        for (status, pairs, expected) in cases {
            let status = StatusCode::from_u16(status).expect("a status");
            assert_eq!(
                advice(status, &headers(pairs)),
                expected,
                "{status} {pairs:?}"
            );
        }
    }

    #[test]
    fn the_message_says_everything_that_helps_to_find_the_fault() {
        let body = br#"{"error":{"type":"invalid_request_error","code":"parameter_unknown",
            "message":"Received unknown parameter: colour","param":"colour","doc_url":null}}"#;
        let headers = headers(&[("request-id", "req_1")]);
        let refusal = Refusal::read(StatusCode::BAD_REQUEST, &headers, body);
        assert_eq!(
            Error::from(Failure::Refused(Box::new(refusal))).to_string(),
            "Stripe refused the request: Received unknown parameter: colour (HTTP 400, \
             type invalid_request_error, code parameter_unknown, param colour, request req_1)"
        );
    }

    #[test]
    fn a_job_can_tell_a_declined_card_from_everything_else() {
        let error = |body: &[u8]| {
            let refusal = Refusal::read(StatusCode::PAYMENT_REQUIRED, &HeaderMap::new(), body);
            Error::from(Failure::Refused(Box::new(refusal)))
        };
        let declined = error(
            br#"{"error":{"type":"card_error","code":"card_declined",
                "decline_code":"insufficient_funds","message":"Your card was declined."}}"#,
        );
        assert_eq!(declined.code(), Some("card_declined"));
        assert!(
            declined
                .message()
                .contains("decline code insufficient_funds"),
            "{declined}"
        );
        assert_eq!(
            error(br#"{"error":{"type":"card_error"}}"#).code(),
            Some("card_error")
        );
        assert_eq!(error(b"").code(), None);
    }

    #[test]
    fn an_answer_of_any_shape_is_read() {
        let bodies: [&[u8]; 6] = [
            b"",
            b"<html>",
            b"[]",
            br#"{"error":"no"}"#,
            br#"{"error":{"message":null}}"#,
            b"\xff",
        ];
        for body in bodies {
            let refusal = Refusal::read(StatusCode::BAD_GATEWAY, &HeaderMap::new(), body);
            assert_eq!(
                refusal.describe(),
                "Stripe refused the request: no reason given (HTTP 502)"
            );
        }
    }

    #[test]
    fn a_secret_that_the_answer_repeats_is_taken_out() {
        let body = br#"{"error":{"message":"Invalid API Key provided: sk_canary"}}"#;
        let refusal = Refusal::read(StatusCode::UNAUTHORIZED, &HeaderMap::new(), body)
            .without(&SecretString::from("sk_canary"));
        assert!(refusal.describe().contains("provided: [secret] (HTTP 401)"));
    }

    #[test]
    fn a_missing_object_is_told_apart() {
        let missing = |status, body: &[u8]| {
            let refusal = Refusal::read(status, &HeaderMap::new(), body);
            Failure::Refused(Box::new(refusal)).is_missing()
        };
        assert!(missing(StatusCode::NOT_FOUND, b""));
        assert!(missing(
            StatusCode::BAD_REQUEST,
            br#"{"error":{"code":"resource_missing"}}"#
        ));
        assert!(!missing(StatusCode::BAD_REQUEST, b""));
    }
}
