//! There are a few schemes.

use serde::Deserialize;
use trigger::prelude::*;

#[derive(Deserialize)]
pub struct Booking {
    uid: String,
}

#[http_endpoint(verify = hmac_md5(header = "X-Signature", secret = env("SECRET")))]
pub fn on_booking(booking: &Booking) -> Properties {
    properties! { "Booking" => booking.uid }
}

#[job(trigger = on_booking)]
async fn prepare(_: Booking) -> Result<()> {
    Ok(())
}

fn main() {}
