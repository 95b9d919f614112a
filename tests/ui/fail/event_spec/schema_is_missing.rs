//! A schema is a file of the package.

use trigger::prelude::*;

#[event_spec(name = "booking.created", schema = "data/boking.json")]
struct BookingCreated;

#[job(trigger = BookingCreated)]
async fn announce(_: BookingCreated) -> Result<()> {
    Ok(())
}

fn main() {}
