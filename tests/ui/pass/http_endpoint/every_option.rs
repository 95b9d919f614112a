//! An endpoint is a trigger, and knows how it verifies what arrives.
#![deny(warnings)]

use std::time::Duration;

use serde::Deserialize;
use trigger::EventSpec as _;
use trigger::prelude::*;
use trigger::source::signature::{Encoding, Part, Scheme, Stamp};
use trigger::source::{EndpointMeta, HttpEndpoint as _, HttpRequest, Response};

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
    event_id = |booking| &booking.uid,
    respond = |booking| Response::text(booking.uid.clone()),
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

#[http_endpoint(
    verify = nothing,
    method = ["GET", "POST"],
    event_id = |request| request.header("x-delivery"),
)]
fn requested(request: &HttpRequest<Booking>) -> Properties {
    properties! { "By" => request.method }
}

#[job(trigger = requested, filter = |request| request.method == "GET" && request.query("a") == Some("1"))]
async fn look_at(request: HttpRequest<Booking>) -> Result<String> {
    Ok(request.body.uid)
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

const SIGNED: &[Part] = &[
    Part::Header("X-Cal-Id"),
    Part::Text(":"),
    Part::Timestamp(Stamp::header("X-Cal-Time").tolerance(Duration::from_secs(60))),
    Part::Text(":"),
    Part::Body,
];

#[allow(deprecated)]
fn main() {
    let scheme = Scheme::hmac_sha256("X-Cal-Signature-256");
    let scheme = scheme.prefix("sha256=").separator(',').encoding(Encoding::Base64);
    let scheme = scheme.over(SIGNED);
    let meta = EndpointMeta::new("cal.com").methods(&["PUT"]).verify(scheme, "CALCOM_SECRET");
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
    let booking = Booking { uid: "b_1".to_owned() };
    assert_eq!(on_booking::event_id(&booking).as_deref(), Some("b_1"));
    assert_eq!(on_booking::respond(&booking).body, "b_1");
    assert_eq!(anything::event_id(&booking), None);
    assert_eq!(anything::respond(&booking).status, 200);
    let both = EndpointMeta::new("requested").methods(&["GET", "POST"]).whole();
    assert_eq!(requested::ENDPOINT, both);
    let [prepare, count, _] = jobs![prepare, count, look_at];
    let feed = (prepare.binding)().events()[0].feed;
    assert_eq!(feed.to_string(), "endpoint PUT cal.com");
    assert_eq!(feed.key().expect("a key").as_str(), "endpoint.cal.com");
    assert_eq!((count.binding)().events().len(), 2);
}
