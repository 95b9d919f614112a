//! A method is text.
#![allow(dead_code, unused_imports)]

use serde::Deserialize;
use trigger::prelude::*;

#[derive(Deserialize)]
pub struct Booking {
    uid: String,
}

#[http_endpoint(verify = nothing, method = ["GET", POST])]
fn on_booking(booking: &Booking) -> Properties {
    properties! { "Booking" => booking.uid }
}

fn main() {}
