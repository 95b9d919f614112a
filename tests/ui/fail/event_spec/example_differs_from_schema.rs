//! An example is what the schema says.

use trigger::prelude::*;

#[event_spec(
    name = "booking.created",
    schema = "data/booking.json",
    examples(
        wrong("Wrong", "data/wrong_booking.json"),
        list("List", json = "[]"),
    ),
)]
struct BookingCreated;

fn main() {}
