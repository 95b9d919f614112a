//! A meeting on a Sunday is cancelled.

use bookings::{Booking, Bookings};
use trigger::prelude::*;

#[job(trigger = bookings::on_booking_created, filter = |booking| booking.weekday == "sunday")]
async fn rest(booking: Booking, bookings: Bookings) -> Result<String> {
    let cancelled = bookings
        .bookings()
        .cancel("cancel", &booking.id, "It is Sunday.")
        .await?;
    Ok(cancelled.id)
}

#[tokio::main]
async fn main() -> ExitCode {
    trigger::app().integration(Bookings::from_env()).run().await
}
