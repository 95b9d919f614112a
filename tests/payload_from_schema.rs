//! The fields of a payload come from a JSON Schema, and what was read is written again unchanged.

use serde_json::{Value, json};
use trigger::EventSpec as _;
use trigger::prelude::*;

#[event_spec(
    name = "booking.created",
    schema = "tests/data/schemas/booking.json",
    examples(usual("Usual Booking", "tests/data/examples/booking.json"))
)]
pub struct BookingCreated;

/// What a schema calls things is not always Rust.
#[event_spec(
    name = "comment.created",
    schema = "tests/data/schemas/booking.json#/$defs/Comment",
    unknown = "keep"
)]
pub struct CommentCreated;

fn usual() -> Value {
    serde_json::from_str(BookingCreated::META.examples[0].payload).expect("an example is JSON")
}

fn booking(json: &Value) -> BookingCreated {
    serde_json::from_value(json.clone()).expect("a booking")
}

fn assert_round_trip(json: &Value) {
    assert_eq!(&serde_json::to_value(booking(json)).expect("JSON"), json);
}

#[test]
fn every_property_is_a_typed_field() {
    let booking = booking(&usual());
    assert_eq!(booking.id, 7);
    assert_eq!(booking.start_time, "2026-07-01T09:00:00+02:00");
    assert_eq!(booking.status, BookingCreatedStatus::Accepted);
    assert_eq!(booking.attendees[0].time_zone, "Europe/London");
    assert_eq!(
        booking.attendees[0].r#type,
        Some(BookingCreatedAttendeeType::Other)
    );
    assert_eq!(booking.attendees[0].self_, Some(true));
    assert_eq!(booking.price, 20.0);
    assert_eq!(booking.rates, Some(vec![Some(1.0), Some(0.5), None]));
    assert_eq!((booking.cancelled_at, booking.note), (None, Some(None)));
    assert_eq!(
        booking.organizer.expect("an organizer").calendar,
        "https://example.com/grace"
    );
    let thread = booking.thread.expect("a thread");
    assert_eq!(thread.parent.expect("a parent").text, "b");
    assert_eq!(thread.replies.expect("replies")[0].text, "c");
}

#[test]
fn what_was_read_is_written_again() {
    assert_round_trip(&usual());
    let least = json!({
        "id": 1, "startTime": "", "status": "new", "attendees": [], "price": 0.1,
        "location": { "kind": "zoom", "url": "https://example.com" }, "cancelledAt": "x",
    });
    assert_round_trip(&least);
    let mut nested = usual();
    nested["rescheduledFrom"] = least;
    nested["payment"] = Value::Null;
    assert_round_trip(&nested);
}

#[test]
fn a_word_that_the_schema_does_not_name_is_kept() {
    let booking = booking(&usual());
    let previous = booking.previous_status.expect("a status");
    assert_eq!(
        previous,
        BookingCreatedStatus::Other("waitlisted".to_owned())
    );
    assert_eq!(previous.as_str(), "waitlisted");
    assert_eq!(BookingCreatedStatus::InReview.to_string(), "in-review");
    // Where the schema has an `other` itself, the fall-back has another name.
    let kind = BookingCreatedAttendeeType::Unknown("robot".to_owned());
    assert_eq!(serde_json::to_value(kind).expect("JSON"), "robot");
}

#[test]
fn objects_are_told_apart_by_a_property() {
    let mut json = usual();
    for kind in ["in-person", "at-home"] {
        json["location"]["kind"] = json!(kind);
        assert_round_trip(&json);
    }
    let BookingCreatedLocation::AtHome(place) = booking(&json).location else {
        panic!("at home");
    };
    assert_eq!(place.address, "1 Main St");
    let Some(Some(BookingCreatedPayment::Stripe(card))) = booking(&json).payment else {
        panic!("a card");
    };
    assert_eq!(card.last4, "4242");
}

#[test]
fn an_object_that_the_schema_does_not_name_is_kept_as_json() {
    let mut json = usual();
    json["location"] = json!({ "kind": "moon", "crater": [1, 2.5] });
    assert_round_trip(&json);
    let BookingCreatedLocation::Other(place) = booking(&json).location else {
        panic!("a place that the schema does not name");
    };
    assert_eq!(place, json["location"]);
}

#[test]
fn an_object_that_is_not_what_it_says_is_an_error_and_not_the_fall_back() {
    let mut json = usual();
    json["location"] = json!({ "kind": "zoom", "url": 5 });
    let error = serde_json::from_value::<BookingCreated>(json).expect_err("no URL");
    assert!(
        error.to_string().contains("at `/url` in it: invalid type"),
        "{error}"
    );
}

#[test]
fn unknown_properties_are_dropped_or_kept_as_asked() {
    let json = json!({ "text": "a", "likes": 3, "parent": { "text": "b", "likes": null } });
    let comment: CommentCreated = serde_json::from_value(json.clone()).expect("a comment");
    assert_eq!(comment.unknown["likes"], 3);
    assert_eq!(serde_json::to_value(comment).expect("JSON"), json);

    let mut json = usual();
    json["likes"] = json!(3);
    assert_eq!(serde_json::to_value(booking(&json)).expect("JSON"), usual());
}
