//! That nothing is verified has to be said.

use serde::Deserialize;
use trigger::prelude::*;

#[derive(Deserialize)]
pub struct Booking {
    uid: String,
}

#[http_endpoint(id = "cal.com")]
pub fn on_booking(booking: &Booking) -> Properties {
    properties! { "Booking" => booking.uid }
}

#[job(trigger = on_booking)]
async fn prepare(_: Booking) -> Result<()> {
    Ok(())
}

fn main() {}
