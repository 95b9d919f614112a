//! Not everything tells one event from another.
#![allow(dead_code, unused_imports)]

use serde::Deserialize;
use trigger::prelude::*;

#[derive(Deserialize)]
pub struct Booking {
    uid: Vec<u8>,
}

#[http_endpoint(verify = nothing, event_id = |booking| booking.uid.clone())]
fn on_booking(_: &Booking) -> Properties {
    Properties::new()
}

fn main() {}
