//! Generated fields are those of a struct.

use trigger::prelude::*;

#[event_spec(name = "booking.created", schema = "data/booking.json")]
fn on_booking_created(_: &()) -> Properties {
    Properties::new()
}

fn main() {}
