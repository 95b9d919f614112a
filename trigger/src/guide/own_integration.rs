//! Writing an integration of your own: a client, its tasks, its webhook and its events.
//!
//! An integration is a crate or a module like any other: it uses nothing but what is shown to
//! everybody. This page makes one of a calendar, piece by piece. A provider that only sends, and is
//! set up by hand, needs none of it: [`WebhookSource`](crate::source::WebhookSource) is a few lines.
//!
//! # The client
//!
//! A struct that can be cloned. `#[integration]` makes it something that jobs ask for, and names the
//! function that looks at its settings when the app starts.
//!
//! ```
//! # mod bookings {
//! use trigger::prelude::*;
//!
//! #[integration(id = "bookings", name = "Bookings", validate = Bookings::validate)]
//! #[derive(Clone)]
//! pub struct Bookings {
//!     key: String,
//! }
//!
//! impl Bookings {
//!     pub fn from_env() -> Self {
//!         Self { key: std::env::var("BOOKINGS_API_KEY").unwrap_or_default() }
//!     }
//!
//!     fn validate(&self) -> Result<()> {
//!         match self.key.as_str() {
//!             "" => Err(Error::permanent("`BOOKINGS_API_KEY` is not set")),
//!             _ => Ok(()),
//!         }
//!     }
//! }
//! # }
//! ```
//!
//! What its requests should do:
//!
//! - Send the attempt's idempotency key, if the provider takes one:
//!   [`Attempt::current()`](crate::Attempt::current) has it within a task. However often a task is
//!   tried, and whatever dies in between, the key is the same.
//! - Say what a retry can mend: an [`Error`](crate::Error) is tried again by the task's policy,
//!   [`Error::permanent`](crate::Error::permanent) is not, and
//!   [`Retry::After`](crate::Retry::After) says when, as `Retry-After` did.
//! - Show no secret in `Debug` and in errors.
//!
//! # Tasks
//!
//! `#[tasks]` makes methods tasks: `bookings.bookings().cancel("cancel", …)` is executed once, kept,
//! and tried again. What an earlier attempt may have done without hearing so counts as done: a task
//! that deletes takes "not found" for success. A task whose answer holds a secret is `sealed`.
//!
//! ```
//! # use serde::{Deserialize, Serialize};
//! # use trigger::prelude::*;
//! # #[integration] #[derive(Clone)] pub struct Bookings;
//! # #[derive(Clone, Serialize, Deserialize)] pub struct Webhook { id: String, url: String, secret: Option<String> }
//! #[tasks(namespace = "bookings")]
//! impl Bookings {
//!     /// Cancels a booking.
//!     async fn cancel(&self, id: &str, reason: &str) -> Result<()> {
//!         // POST /bookings/{id}/cancel
//! #       let _ = (id, reason);
//!         Ok(())
//!     }
//! }
//!
//! #[tasks(namespace = "webhooks")]
//! impl Bookings {
//!     /// Creates a webhook. Its secret is in the answer only.
//!     #[task(sealed)]
//!     async fn create(&self, url: &str, events: &[String]) -> Result<Webhook> {
//!         // POST /webhooks
//! #       let _ = events;
//! #       Ok(Webhook { id: "wh_1".into(), url: url.into(), secret: Some("s3cret".into()) })
//!     }
//!
//!     /// All webhooks.
//!     async fn list(&self) -> Result<Vec<Webhook>> {
//!         // GET /webhooks
//! #       Ok(Vec::new())
//!     }
//!
//!     /// Deletes a webhook.
//!     async fn delete(&self, id: &str) -> Result<()> {
//!         // DELETE /webhooks/{id}
//! #       let _ = id;
//!         Ok(())
//!     }
//! }
//! ```
//!
//! # The webhook
//!
//! An [`ExternalSource`](crate::source::ExternalSource) registers itself and reads what arrives. How
//! the provider signs is a [`Scheme`](crate::source::signature::Scheme), where in a request its event
//! is an [`Envelope`](crate::source::Envelope); both are declared.
//!
//! ```
//! # use serde::{Deserialize, Serialize};
//! # #[trigger::integration] #[derive(Clone)] pub struct Bookings;
//! # #[derive(Clone, Serialize, Deserialize)] pub struct Webhook { id: String, url: String, secret: Option<String> }
//! # #[trigger::tasks(namespace = "webhooks")]
//! # impl Bookings {
//! #     async fn create(&self, url: &str, events: &[String]) -> trigger::Result<Webhook> { let _ = events; Ok(Webhook { id: String::new(), url: url.into(), secret: None }) }
//! #     async fn list(&self) -> trigger::Result<Vec<Webhook>> { Ok(Vec::new()) }
//! #     async fn delete(&self, id: &str) -> trigger::Result<()> { let _ = id; Ok(()) }
//! # }
//! use trigger::source::signature::{Part, Scheme, Stamp};
//! use trigger::source::{
//!     Deregister, Envelope, ExternalSource, Handled, Incoming, NoParams, Place, Readiness,
//!     Register, Registration, Rejected, Request, Source, SourceMeta,
//! };
//!
//! /// `Bookings-Signature: <hexadecimal>` over `<timestamp>.<body>`.
//! const SCHEME: Scheme = Scheme::hmac_sha256("bookings-signature").over(&[
//!     Part::Timestamp(Stamp::header("bookings-timestamp")),
//!     Part::Text("."),
//!     Part::Body,
//! ]);
//!
//! /// `{"id": "evt_1", "event": "booking.created", "booking": {…}}`
//! const EVENTS: Envelope = Envelope::named(&[Place::Field("/event")])
//!     .id(Place::Field("/id"))
//!     .payload("/booking");
//!
//! pub enum BookingsWebhook {}
//!
//! impl ExternalSource for BookingsWebhook {
//!     type Integration = Bookings;
//!     type Params = NoParams;
//!     /// The webhook's id.
//!     type Data = String;
//!
//!     const META: SourceMeta = SourceMeta { id: "bookings.webhook", version: "0.1.0" };
//!
//!     fn segments(_: &NoParams) -> Vec<String> {
//!         Vec::new()
//!     }
//!
//!     fn readiness(_: &Bookings, _: &NoParams) -> Readiness {
//!         Readiness::Registers
//!     }
//!
//!     async fn register(call: Register<Self>) -> trigger::Result<Option<Registration<String>>> {
//!         if call.active && call.has_secret && call.events.is_settled() {
//!             return Ok(None);
//!         }
//!         let webhooks = call.integration.webhooks();
//!         // What was registered before, and what an attempt left that died unheard.
//!         for webhook in webhooks.list("list").await? {
//!             if webhook.url == call.url || call.data.as_ref() == Some(&webhook.id) {
//!                 webhooks.delete(("delete", &webhook.id), &webhook.id).await?;
//!             }
//!         }
//!         let events: Vec<_> = call.events.desired.iter().cloned().collect();
//!         let created = webhooks.create("create", &call.url, &events).await?;
//!         Ok(Some(Registration {
//!             data: created.id,
//!             secret: created.secret.map(Into::into),
//!             events: call.events.desired,
//!             options: call.options.desired(),
//!         }))
//!     }
//!
//!     async fn deregister(call: Deregister<Self>) -> trigger::Result<()> {
//!         call.integration.webhooks().delete("delete", &call.data).await
//!     }
//!
//!     fn handle<'r>(
//!         request: &'r Request,
//!         source: &Source<'_, Self>,
//!     ) -> Result<Handled<'r>, Rejected> {
//!         // On the raw bytes, before anything is parsed.
//!         SCHEME.verify(request, source.secrets)?;
//!         EVENTS.read(request)
//!     }
//!
//!     /// So that jobs can be tried through verification.
//!     fn imitate(
//!         event: &Incoming<'_>,
//!         source: &Source<'_, Self>,
//!         mut request: Request,
//!     ) -> trigger::Result<Request> {
//!         EVENTS.write(event, &mut request)?;
//!         SCHEME.sign(&mut request, source.secrets)?;
//!         Ok(request)
//!     }
//! }
//! ```
//!
//! A registration may be interrupted anywhere, so `register` looks first and brings the provider to
//! the wanted state from wherever it is: one webhook of this URL, which sends what jobs want, and
//! whose secret is known.
//!
//! # Events
//!
//! An [`#[event_spec]`](macro@crate::event_spec) for each, with the source and with a payload to try
//! jobs on. Ask a payload for little: every field that it must have is one that the provider can
//! leave out one day.
//!
//! ```
//! # use trigger::prelude::*;
//! # use trigger::IntegrationMeta;
//! # use trigger::source::signature::Scheme;
//! # use trigger::source::{Envelope, Place, WebhookSource};
//! # pub enum BookingsWebhook {}
//! # impl WebhookSource for BookingsWebhook {
//! #     const ID: &'static str = "bookings.webhook";
//! #     const PROVIDER: IntegrationMeta = IntegrationMeta::new("bookings", "Bookings", "Bookings");
//! #     const SECRET: &'static str = "BOOKINGS_SECRET";
//! #     const SETUP: &'static str = "add a webhook";
//! #     const SCHEME: Scheme = Scheme::STANDARD_WEBHOOKS;
//! #     const EVENTS: Envelope = Envelope::named(&[Place::Field("/event")]);
//! # }
//! #[derive(serde::Deserialize)]
//! pub struct Booking {
//!     pub id: String,
//!     #[serde(default)]
//!     pub title: String,
//! }
//!
//! /// Somebody booked a meeting.
//! #[event_spec(
//!     name = "booking.created",
//!     source = BookingsWebhook,
//!     examples(pairing("Pairing", json = r#"{ "id": "b_1", "title": "Pairing" }"#)),
//! )]
//! pub fn on_booking_created(booking: &Booking) -> Properties {
//!     properties! { "Booking" => booking.id, "Title" => booking.title }
//! }
//! ```
//!
//! # Its tests
//!
//! Jobs are tested with [`trigger::testing`](crate::testing), the client against a stand-in on the
//! loopback: [`let_integrations_call`](crate::testing::App::let_integrations_call) lets it through.
//! [`Scheme::sign`](crate::source::signature::Scheme::sign) signs a request as the provider would, so
//! a test can send what is good, what is tampered with and what is old.
