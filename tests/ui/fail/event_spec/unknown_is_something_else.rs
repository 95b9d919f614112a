//! Unknown properties are kept or ignored, by a struct whose fields are generated.

use serde::{Deserialize, Serialize};
use trigger::prelude::*;

#[event_spec(name = "booking.created", schema = "data/booking.json", unknown = "deny")]
struct BookingCreated;

#[event_spec(name = "booking.moved", unknown = "keep")]
#[derive(Serialize, Deserialize)]
struct BookingMoved {
    id: u64,
}

fn main() {}
