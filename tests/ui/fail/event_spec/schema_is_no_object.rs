//! A payload is an object.

use trigger::prelude::*;

#[event_spec(name = "booking.created", schema = "data/list.json")]
struct BookingCreated;

#[event_spec(name = "booking.moved", schema = "data/booking.json#/$defs/Booking")]
struct BookingMoved;

fn main() {}
