//! A sender is answered a response.
#![allow(dead_code, unused_imports)]

use serde::Deserialize;
use trigger::prelude::*;

#[derive(Deserialize)]
pub struct Booking {
    uid: String,
}

#[http_endpoint(verify = nothing, respond = |booking| booking.uid.clone())]
fn on_booking(_: &Booking) -> Properties {
    Properties::new()
}

fn main() {}
