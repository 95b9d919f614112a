//! Fields come from one place.

use trigger::prelude::*;

#[event_spec(name = "booking.created", schema = "data/booking.json", infer)]
struct BookingCreated;

fn main() {}
