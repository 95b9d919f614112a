//! What is answered is said of a payload.
#![allow(dead_code, unused_imports)]

use serde::Deserialize;
use trigger::prelude::*;

#[derive(Deserialize)]
pub struct Booking {
    uid: String,
}

#[http_endpoint(verify = nothing, respond = 202)]
fn on_booking(booking: &Booking) -> Properties {
    properties! { "Booking" => booking.uid }
}

fn main() {}
