//! Fields are written or generated, not both.

use trigger::prelude::*;

#[event_spec(name = "booking.created", schema = "data/booking.json")]
struct BookingCreated {
    id: u64,
}

fn main() {}
