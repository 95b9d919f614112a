//! Without examples there is nothing to infer from.

use trigger::prelude::*;

#[event_spec(name = "booking.created", infer)]
struct BookingCreated;

fn main() {}
