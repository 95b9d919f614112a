//! A file beside the missing one has nearly its name.

use serde::Deserialize;
use trigger::prelude::*;

#[derive(Deserialize)]
struct Booking {
    id: u64,
}

#[http_endpoint(verify = nothing, examples(usual("Usual", "data/boking.json")))]
fn on_booking(booking: &Booking) -> Properties {
    properties! { "Booking" => booking.id }
}

fn main() {}
