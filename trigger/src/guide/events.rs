//! Defining events, examples, properties and filters.
//!
//! # Events of the app
//!
//! A struct that is an event, and the job that it starts:
//!
//! ```
//! use trigger::prelude::*;
//!
//! /// A customer signed up.
//! #[event_spec(
//!     name = "user.created",
//!     title = "User created",
//!     examples(ada("Ada", json = r#"{ "id": 1, "email": "ada@example.com" }"#))
//! )]
//! #[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
//! pub struct UserCreated {
//!     id: u64,
//!     email: String,
//! }
//!
//! #[job(trigger = UserCreated, filter = |user| user.email.ends_with("@example.com"))]
//! async fn greet(user: UserCreated, io: Io) -> Result<()> {
//!     io.log().info("welcome", json!({ "email": user.email }));
//!     Ok(())
//! }
//! ```
//!
//! A run sends it with [`io.send_event("signed-up", UserCreated { … })`](crate::Io::send_event),
//! a person with `app send user.created --data '{ "id": 1, "email": "ada@example.com" }'`. `app
//! test greet` runs the job on the first example, in the terminal and at once.
//!
//! # Events of somebody else
//!
//! Where the payload is a type that several events share, the event is a function from the payload
//! to what a person wants to see of it; its name is the handle that jobs name:
//!
//! ```
//! use trigger::{Properties, event_spec, properties};
//!
//! #[derive(serde::Deserialize)]
//! pub struct Booking {
//!     id: String,
//!     guests: u32,
//! }
//!
//! #[event_spec(name = ["booking.created", "booking.rescheduled"], title = "Booking")]
//! pub fn on_booking(booking: &Booking) -> Properties {
//!     properties! { "Booking" => booking.id, "Guests" => booking.guests }
//! }
//! ```
//!
//! An event of several names tells them apart in [`Context::event`](crate::Context). With `source =
//! …` it comes through a [source](super::sources); without, the app sends it itself.
//!
//! Where a provider sends several events under one name, each has a filter of its own, and what does
//! not pass it is another event:
//!
//! ```
//! # use trigger::prelude::*;
//! # #[derive(serde::Deserialize)]
//! # pub struct Issue { action: String, number: u64 }
//! #[event_spec(name = "issues", filter = |issue| issue.action == "opened")]
//! pub fn on_issue_opened(issue: &Issue) -> Properties {
//!     properties! { "Issue" => issue.number }
//! }
//! ```
//!
//! # Filters
//!
//! `filter = |user| …` is Rust over a reference to the payload, checked by the compiler. It runs
//! before a run exists: an event that it leaves out costs nothing but the event's record.
//!
//! # Payloads that do not fit
//!
//! An event whose payload is not what the job takes gives a run of the status `invalid_payload`,
//! whose error says where: ``the payload does not fit at `/guests`: invalid type: …``. Nothing is
//! lost, and nothing executes.
