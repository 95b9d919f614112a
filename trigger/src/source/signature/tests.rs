mod properties;
mod rules;
mod vectors;
mod wycheproof;

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, Method};

use super::{Encoding, Part, Scheme, Stamp};
use crate::source::Request;
use crate::time::Timestamp;

const GITHUB: Scheme = Scheme::hmac_sha256("x-hub-signature-256").prefix("sha256=");

const SLACK: Scheme = Scheme::hmac_sha256("x-slack-signature")
    .prefix("v0=")
    .over(&[
        Part::Text("v0:"),
        Part::Timestamp(Stamp::header("x-slack-request-timestamp")),
        Part::Text(":"),
        Part::Body,
    ]);

const STRIPE: Scheme = Scheme::hmac_sha256("stripe-signature")
    .separator(',')
    .prefix("v1=")
    .over(&[
        Part::Timestamp(Stamp::entry("t=")),
        Part::Text("."),
        Part::Body,
    ]);

const LINEAR: Scheme = Scheme::hmac_sha256("linear-signature")
    .timestamp_in_body("/webhookTimestamp", Duration::from_secs(60));

const TWILIO: Scheme = Scheme::hmac_sha1("x-twilio-signature")
    .encoding(Encoding::Base64)
    .over(&[Part::Url, Part::Form]);

/// Schemes of every shape.
const ALL: [Scheme; 6] = [
    GITHUB,
    SLACK,
    STRIPE,
    Scheme::STANDARD_WEBHOOKS,
    TWILIO,
    Scheme::hmac_sha512("x-signature").encoding(Encoding::Base64),
];

pub(super) fn request(seconds: i64, headers: &[(&'static str, &str)], body: &[u8]) -> Request {
    let header = |(name, value): &(&'static str, &str)| {
        let value = HeaderValue::from_str(value).expect("a header");
        (HeaderName::from_static(name), value)
    };
    Request {
        method: Method::POST,
        uri: "/sources/test".to_owned(),
        headers: headers.iter().map(header).collect::<HeaderMap>(),
        body: body.to_vec().into(),
        received_at: Timestamp::from_second(seconds).expect("a time"),
    }
}
