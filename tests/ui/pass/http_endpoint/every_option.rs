//! An endpoint is a trigger, and knows how it verifies what arrives.
#![deny(warnings)]

use std::time::Duration;

use serde::Deserialize;
use trigger::EventSpec as _;
use trigger::prelude::*;
use trigger::source::signature::{Encoding, Part, Scheme, Stamp};
use trigger::source::{EndpointMeta, Feed, HttpEndpoint as _};

#[derive(Deserialize)]
pub struct Booking {
    uid: String,
}

/// When somebody books a meeting.
#[http_endpoint(
    id = "cal.com",
    verify = hmac_sha256(
        header = "X-Cal-Signature-256",
        secret = env("CALCOM_SECRET"),
        prefix = "sha256=",
        separator = ',',
        encoding = base64,
        timestamp = "X-Cal-Time",
        tolerance = "1m",
        content = "{X-Cal-Id}:{timestamp}:{body}",
    ),
    method = "PUT",
    title = "A Booking",
    icon = "calendar",
    examples(
        usual("Usual Booking", json = r#"{ "uid": "b_1" }"#),
        filed("From a File", "data/endpoint_booking.json"),
    ),
    deprecated = "use `anything`",
)]
pub fn on_booking(booking: &Booking) -> Properties {
    properties! { "Booking" => booking.uid }
}

#[http_endpoint(verify = standard_webhooks(secret = env("CLERK_SECRET")))]
fn standard(_: &Booking) -> Properties {
    Properties::new()
}

#[http_endpoint(verify = hmac_sha1(header = "X-Sent", secret = env("OLD"), timestamp = "X-Time"))]
fn weak(_: &Booking) -> Properties {
    Properties::new()
}

#[http_endpoint(verify = nothing)]
fn anything(_: &Booking) -> Properties {
    Properties::new()
}

#[allow(deprecated)]
#[job(trigger = on_booking, filter = |booking| !booking.uid.is_empty())]
async fn prepare(_: Booking) -> Result<()> {
    Ok(())
}

#[allow(deprecated)]
#[job(trigger = any(on_booking, anything))]
async fn count(_: Booking) -> Result<()> {
    Ok(())
}

#[allow(deprecated)]
fn main() {
    let scheme = Scheme::hmac_sha256("X-Cal-Signature-256");
    let scheme = scheme.prefix("sha256=").separator(',').encoding(Encoding::Base64);
    let scheme = scheme.over(&[
        Part::Header("X-Cal-Id"),
        Part::Text(":"),
        Part::Timestamp(Stamp::header("X-Cal-Time").tolerance(Duration::from_secs(60))),
        Part::Text(":"),
        Part::Body,
    ]);
    let meta = EndpointMeta::new("cal.com").method("PUT").verify(scheme, "CALCOM_SECRET");
    let standard_meta = EndpointMeta::new("standard");
    let standard_meta = standard_meta.verify(Scheme::STANDARD_WEBHOOKS, "CLERK_SECRET");
    assert_eq!(standard::ENDPOINT, standard_meta);
    let stamp = Part::Timestamp(Stamp::header("X-Time"));
    let content = [stamp, Part::Text("."), Part::Body];
    let scheme = Scheme::hmac_sha1("X-Sent").over(Box::leak(Box::new(content)));
    assert_eq!(weak::ENDPOINT, EndpointMeta::new("weak").verify(scheme, "OLD"));
    assert_eq!(on_booking::ENDPOINT, meta);
    assert_eq!(anything::ENDPOINT, EndpointMeta::new("anything"));
    assert_eq!(on_booking::META.title, "A Booking");
    assert_eq!(on_booking::META.description, "When somebody books a meeting.");
    let examples: Vec<_> = on_booking::META.examples.iter().map(|example| example.id).collect();
    assert_eq!(examples, ["usual", "filed"]);
    assert_eq!(on_booking::META.deprecated, Some("use `anything`"));
    let [prepare, count] = jobs![prepare, count];
    let binding = (prepare.binding)();
    assert_eq!(binding.events()[0].feed, Feed::Endpoint(meta));
    assert_eq!((count.binding)().events().len(), 2);
}
