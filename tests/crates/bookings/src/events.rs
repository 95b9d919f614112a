//! What happens in the calendar, as triggers.

use serde::{Deserialize, Serialize};
use trigger::prelude::*;

use crate::webhook::BookingsWebhook;

/// A meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    /// Its id.
    pub id: String,
    /// The day of the week, in lower case.
    pub weekday: String,
    /// What it is about.
    #[serde(default)]
    pub title: String,
}

/// Somebody booked a meeting.
#[event_spec(
    name = "booking.created",
    source = BookingsWebhook,
    icon = "bookings",
    examples(sunday("A Sunday", "payloads/sunday.json")),
)]
pub fn on_booking_created(booking: &Booking) -> Properties {
    properties! { "Booking" => booking.id, "Title" => booking.title }
}

/// A meeting was cancelled.
#[event_spec(name = "booking.cancelled", source = BookingsWebhook, icon = "bookings")]
pub fn on_booking_cancelled(booking: &Booking) -> Properties {
    properties! { "Booking" => booking.id, "Title" => booking.title }
}

/// Anything that happens to a meeting; `context.event.name` says what.
#[event_spec(
    name = ["booking.created", "booking.cancelled"],
    source = BookingsWebhook,
    icon = "bookings",
    examples(sunday("A Sunday", "payloads/sunday.json")),
)]
pub fn on_booking(booking: &Booking) -> Properties {
    properties! { "Booking" => booking.id, "Title" => booking.title }
}
