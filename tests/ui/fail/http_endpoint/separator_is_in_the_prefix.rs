//! What separates the entries of a header cannot be within one of them.

use serde::Deserialize;
use trigger::prelude::*;

#[derive(Deserialize)]
pub struct Booking {
    uid: String,
}

#[http_endpoint(verify = hmac_sha256(header = "X-Signature", secret = env("SECRET"), prefix = "v=", separator = '='))]
pub fn on_booking(booking: &Booking) -> Properties {
    properties! { "Booking" => booking.uid }
}

#[job(trigger = on_booking)]
async fn prepare(_: Booking) -> Result<()> {
    Ok(())
}

fn main() {}
