//! What a JSON Schema says, the types must be able to say too.

use trigger::prelude::*;

#[event_spec(name = "booking.created", schema = "data/unsupported.json")]
struct BookingCreated;

#[job(trigger = BookingCreated)]
async fn announce(booking: BookingCreated) -> Result<()> {
    let _ = booking.pair;
    Ok(())
}

fn main() {}
