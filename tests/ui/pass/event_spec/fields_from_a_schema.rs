//! Fields from a JSON Schema compile whatever is in scope, and are documented.
#![deny(missing_docs, unreachable_pub, warnings)]
#![allow(dead_code, unused_imports)]

use trigger::{EventSpec as _, event_spec};

/// Not what anybody expects.
pub struct Result;
/// Not what anybody expects.
pub struct Option;
/// Not what anybody expects.
pub struct String;
/// Not what anybody expects.
pub struct Vec;
/// Not what anybody expects.
pub struct Box;
/// Not what anybody expects.
pub struct BTreeMap;
/// Not what anybody expects.
pub trait Clone {}
/// Not what anybody expects.
pub trait Debug {}
/// Not what anybody expects.
pub trait Serialize {}
/// Not what anybody expects.
pub trait From {}
mod core {}
mod std {}
mod serde {}
mod serde_json {}

/// A booking.
#[event_spec(name = "booking.created", schema = "data/booking.json")]
pub struct BookingCreated;

/// A booking, with all that the schema does not name.
#[event_spec(name = "booking.moved", schema = "data/booking.json", unknown = "keep")]
pub(crate) struct BookingMoved;

#[event_spec(name = "booking.ended", schema = "data/booking.json", unknown = "ignore")]
struct BookingEnded;

/// Fields from examples.
#[event_spec(
    name = "order.placed",
    infer,
    unknown = "keep",
    examples(
        one("One", json = r#"{ "id": 1, "gen": 2.5, "type": null, "lines": [{ "a": true }] }"#),
        two("Two", json = r#"{ "id": 2, "gen": 2, "lines": [], "map": {} }"#),
    ),
)]
pub struct OrderPlaced;

fn main() {
    assert_eq!(BookingCreated::META.title, "Booking Created");
    fn kind(booking: BookingMoved) -> ::std::string::String {
        if let BookingMovedPlace::Office(office) = booking.place {
            let _: ::core::option::Option<::core::option::Option<::core::primitive::f64>> = office.room;
        }
        booking.r#type
    }
}
