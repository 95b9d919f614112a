//! Receiving webhooks of a provider that has no source yet.
//!
//! Where a person sets the webhook up and nothing but the secret is needed, a
//! [`WebhookSource`](crate::source::WebhookSource) is a few lines: the scheme of the signatures, and
//! where in a request its event is. The same declaration writes an event as the provider would, so
//! `test JOB --deliver` and the dashboard's test page try a job through verification.
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
//!     Attributes, ExternalSource, Handled, Incoming, NoParams, Readiness, Register, Registration,
//!     Rejected, Request, Source, SourceMeta,
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
//!     fn readiness(bookings: &Bookings, _: &NoParams) -> Readiness {
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
//!             context: Attributes::default(),
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
//! # What jobs share
//!
//! Jobs whose triggers give one key share one source, and the provider is asked for the union of
//! their events. A parameter that is no part of the key is an option: what
//! [`options`](crate::source::ExternalSource::options) makes of it is joined over the jobs, too.
//!
//! ```
//! # use trigger::source::Options;
//! # struct Params { team: String, form: String }
//! fn segments(params: &Params) -> Vec<String> {
//!     vec![params.team.clone()]                        // one source a team,
//! }
//!
//! fn options(params: &Params) -> Options {
//!     Options::new().with("form", [&*params.form])     // which hears of the forms of all its jobs
//! }
//! # let params = Params { team: "a".to_owned(), form: "f".to_owned() };
//! # assert_eq!((segments(&params).len(), options(&params).values("form").count()), (1, 1));
//! ```
//!
//! `register` is given each option as what is `desired`, `missing` and `orphaned`, like the events.
//! Two kinds of sources whose keys could be mistaken for each other do not start.
//!
//! # Between two deliveries
//!
//! What [`handle`](crate::source::ExternalSource::handle) returns as
//! [`metadata`](crate::source::Handled::metadata) is committed with the events, and handed to the
//! next call as [`Source::metadata`](crate::source::Source::metadata): where a sequence stands, say.
//! A delivery that was handled with what another one has replaced meanwhile, in this process or
//! another, is handled again. Its [`response`](crate::source::Handled::response) is what the
//! provider is answered.
//!
//! # Changed by hand
//!
//! Somebody may change or delete at the provider what was registered.
//! [`check`](crate::source::ExternalSource::check) looks for that: at the start, every hour, and when
//! it is asked for. The source is then `drifted`, and registered anew by a run.
//!
//! ```console
//! $ app sources check
//! SOURCE          FOUND                          REGISTERED ANEW BY
//! stripe.webhook  ✕ the endpoint we_1Tm is gone  run_01a208d537157237992655925165e58d
//! ```
//!
//! The exit code is 1 when something had drifted or could not be asked. `sources register KEY`
//! registers a source anew whatever is known of it.
//!
//! # Moved, and copied
//!
//! When the public URL has changed, the app has moved, and its registration is changed to the new
//! URL: no endpoint is left behind, and its secret stays. That holds as long as the database is the
//! same file. If it is another file, restored or copied, nobody can tell a move from a copy that
//! somebody tries things with while the app goes on elsewhere, so nothing is done at the provider:
//! the source is `inactive` and says how to decide.
//!
//! - `sources register KEY --take-over`: the app has moved here, and its registration with it.
//! - `sources register KEY --anew`: this is a copy. It makes a registration of its own and leaves the
//!   other one alone.
//!
//! A copy that is reached under the same URL takes the place of the app, and works at once.
//!
//! # Not wanted any more
//!
//! A source that no job wants any more stays registered, because the next version of the program may
//! want it again. It is `unwanted`: what arrives is still verified and kept, and starts nothing.
//! `sources prune` lists such sources and `sources prune --yes` removes them at their providers, each
//! by a run `deregister-source`; `--forget` only forgets them. For that the program must know their
//! kind: it knows those of the library and those that a job names, and
//! [`App::source`](crate::App::source) adds one.
//!
//! # Registered while the app runs
//!
//! A [`DynamicTrigger`](crate::DynamicTrigger) is a kind of trigger that a job or a
//! [`Client`](crate::Client) registers, each under a key: the events of each customer who connects an
//! account. [`TriggerRegistration`](crate::TriggerRegistration) says the key, the parameters of the
//! source, what is kept with it, and the account if it is of one: a source of an account has a key of
//! its own (`stripe.webhook@acct_1`), and [`Register::account`](crate::source::Register::account)
//! says which it is. The source registers at once, by a run; the triggers survive restarts; what only
//! a trigger that was taken back had asked for is removed at the provider.
//!
//! Their jobs take [`Via`](crate::Via): the event, and the key and the metadata that it was
//! registered with. The event that the provider sent is kept as its own, and the `Via` as another
//! one beside it.
//!
//! //! # Once
//!
//! An event is known by its source and the provider's id for it. A repeated delivery is answered
//! 2xx and starts nothing.
