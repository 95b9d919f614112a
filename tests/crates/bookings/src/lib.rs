//! Bookings, a calendar that does not exist: what an integration looks like that is a crate of its
//! own. It uses nothing but what the library shows everybody.
//!
//! ```no_run
//! use bookings::{Booking, Bookings};
//! use trigger::prelude::*;
//!
//! /// A meeting on a Sunday is cancelled.
//! #[job(trigger = bookings::on_booking_created, filter = |booking| booking.weekday == "sunday")]
//! async fn rest(booking: Booking, bookings: Bookings) -> Result<()> {
//!     bookings.bookings().cancel("cancel", &booking.id, "It is Sunday.").await?;
//!     Ok(())
//! }
//!
//! #[tokio::main]
//! async fn main() -> ExitCode {
//!     trigger::app().integration(Bookings::from_env()).run().await
//! }
//! ```

mod client;
mod events;
mod tasks;
mod webhook;

pub use client::Bookings;
pub use events::{Booking, on_booking, on_booking_cancelled, on_booking_created};
pub use tasks::{BookingsBookings, BookingsWebhooks, Webhook};
pub use webhook::{BookingsWebhook, SCHEME};
