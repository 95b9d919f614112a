//! Receiving webhooks of a provider that has no source yet.
//!
//! Where a person sets the webhook up and nothing but the secret is needed, a
//! [`WebhookSource`](crate::source::WebhookSource) is a few lines: the scheme of the signatures, and
//! where in a request its event is.
//!
//! Any other source implements [`ExternalSource`](crate::source::ExternalSource): how it registers at
//! the provider, and how it verifies and reads what arrives. This one belongs to a client and is
//! registered by hand:
//!
//! ```
//! use std::borrow::Cow;
//!
//! use serde_json::value::RawValue;
//! use trigger::prelude::*;
//! use trigger::source::signature::{Scheme, Secrets};
//! use trigger::source::{
//!     ExternalSource, Handled, Incoming, NoParams, Readiness, Register, Registration, Rejected,
//!     Request, Source, SourceMeta,
//! };
//!
//! #[integration(id = "bookings", name = "Bookings")]
//! #[derive(Clone)]
//! pub struct Bookings {
//!     secrets: Secrets,
//! }
//!
//! /// `X-Signature: <hexadecimal>`, over the body.
//! const SCHEME: Scheme = Scheme::hmac_sha256("x-signature");
//!
//! pub struct BookingsWebhook;
//!
//! impl ExternalSource for BookingsWebhook {
//!     type Integration = Bookings;
//!     type Params = NoParams;
//!     type Data = ();
//!
//!     const META: SourceMeta = SourceMeta {
//!         id: "bookings.webhook",
//!         version: "0.1.0",
//!     };
//!
//!     fn segments(_: &NoParams) -> Vec<String> {
//!         Vec::new()
//!     }
//!
//!     fn readiness(bookings: &Bookings) -> Readiness {
//!         Readiness::Manual(bookings.secrets.clone())
//!     }
//!
//!     async fn register(_: Register<Self>) -> Result<Option<Registration<()>>> {
//!         Ok(None)
//!     }
//!
//!     fn handle<'r>(
//!         request: &'r Request,
//!         source: &Source<'_, Self>,
//!     ) -> Result<Handled<'r>, Rejected> {
//!         // On the raw bytes, before anything is parsed.
//!         SCHEME.verify(request, source.secrets)?;
//!         let booking: &RawValue = serde_json::from_slice(&request.body)
//!             .map_err(|error| Rejected::bad_request(error.to_string()))?;
//!         Ok(Handled::event(Incoming {
//!             id: Some(request.header("x-delivery")?.to_owned()),
//!             name: "booking.created".to_owned(),
//!             payload: Cow::Borrowed(booking),
//!             timestamp: None,
//!             context: json!({}),
//!         }))
//!     }
//! }
//!
//! #[derive(serde::Deserialize)]
//! pub struct Booking {
//!     id: String,
//! }
//!
//! #[event_spec(name = "booking.created", source = BookingsWebhook)]
//! pub fn on_booking_created(booking: &Booking) -> Properties {
//!     properties! { "Booking" => booking.id }
//! }
//!
//! #[job(trigger = on_booking_created)]
//! async fn confirm(booking: Booking) -> Result<String> {
//!     Ok(booking.id)
//! }
//! ```
//!
//! The provider sends to `{public URL}/sources/bookings.webhook`. The last part is the source's
//! [key](crate::source::SourceKey): jobs whose triggers give one key share one source.
//!
//! # Registering by itself
//!
//! A source whose [`readiness`](crate::source::ExternalSource::readiness) is
//! [`Registers`](crate::source::Readiness::Registers) is registered when the app starts and what is
//! registered is not what jobs want. [`register`](crate::source::ExternalSource::register) runs as
//! a durable run of its own, `register-source`, visible like any other; it is given what jobs want,
//! what is missing and what no job wants any more, and calls the provider through the integration's
//! tasks. The secret that it returns is encrypted and verifies from then on. When it fails, it is
//! tried again, and the rest of the app works meanwhile.
//!
//! A registration that a crash interrupts is not resumed but begun anew at the next start, because
//! what it found at the provider may not hold any more. So `register` should look first, and bring
//! the provider to the wanted state from wherever it is.
//!
//! # Signatures
//!
//! A [`Scheme`](crate::source::signature::Scheme) is declared: where the signature stands, how it is
//! written, what is signed. Verifying is the same code for all of them, in constant time, and
//! refuses what has no secret. Some that providers use:
//!
//! ```
//! use trigger::source::signature::{Encoding, Part, Scheme, Stamp};
//!
//! // `X-Shopify-Hmac-Sha256`: base 64, over the body.
//! const SHOPIFY: Scheme =
//!     Scheme::hmac_sha256("x-shopify-hmac-sha256").encoding(Encoding::Base64);
//!
//! // `Stripe-Signature: t=1760000000,v1=…,v1=…`, over the timestamp, a dot and the body.
//! const STRIPE: Scheme = Scheme::hmac_sha256("stripe-signature")
//!     .separator(',')
//!     .prefix("v1=")
//!     .over(&[Part::Timestamp(Stamp::entry("t=")), Part::Text("."), Part::Body]);
//!
//! // Many providers follow one standard.
//! const CLERK: Scheme = Scheme::STANDARD_WEBHOOKS;
//! ```
//!
//! [`Secrets`](crate::source::signature::Secrets) are one secret, or several while one is being
//! replaced: `Secrets::from_env("BOOKINGS_SECRET")` also reads `BOOKINGS_SECRET_OLD`.
//!
//! # Once
//!
//! An event is known by its source and the provider's id for it. A repeated delivery is answered
//! 2xx and starts nothing.
