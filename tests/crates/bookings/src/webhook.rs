//! The calendar's webhook as a source: it registers itself, and verifies what arrives.

use serde::{Deserialize, Serialize};
use trigger::Result;
use trigger::source::signature::{Part, Scheme, Stamp};
use trigger::source::{
    Deregister, Envelope, ExternalSource, Handled, Incoming, NoParams, Place, Readiness, Register,
    Registration, Rejected, Request, Source, SourceMeta,
};

use crate::Bookings;

/// `Bookings-Signature: <hexadecimal>` over `<timestamp>.<body>`.
pub const SCHEME: Scheme = Scheme::hmac_sha256("bookings-signature").over(&[
    Part::Timestamp(Stamp::header("bookings-timestamp")),
    Part::Text("."),
    Part::Body,
]);

/// `{"id": "evt_1", "event": "booking.created", "booking": {…}}`
const EVENTS: Envelope = Envelope::named(&[Place::Field("/event")])
    .id(Place::Field("/id"))
    .payload("/booking");

/// The calendar's webhook.
pub enum BookingsWebhook {}

/// What is kept of a registration.
#[derive(Serialize, Deserialize)]
pub struct Registered {
    id: String,
}

impl ExternalSource for BookingsWebhook {
    type Integration = Bookings;
    type Params = NoParams;
    type Data = Registered;

    const META: SourceMeta = SourceMeta {
        id: "bookings.webhook",
        version: "0.1.0",
    };

    fn segments(_: &NoParams) -> Vec<String> {
        Vec::new()
    }

    fn readiness(_: &Bookings, _: &NoParams) -> Readiness {
        Readiness::Registers
    }

    /// Whatever was there before: afterwards there is one webhook of this URL, it sends what jobs
    /// want, and its secret is known.
    async fn register(call: Register<Self>) -> Result<Option<Registration<Registered>>> {
        let known = call.data.is_some() && call.has_secret;
        if call.active && known && call.events.is_settled() {
            return Ok(None);
        }
        let own = call.data.map(|registered| registered.id);
        let webhooks = call.integration.webhooks();
        for webhook in webhooks.list("list").await? {
            // Any other belongs to somebody else.
            if webhook.url == call.url || own.as_ref() == Some(&webhook.id) {
                webhooks
                    .delete(("delete", &webhook.id), &webhook.id)
                    .await?;
            }
        }
        let events: Vec<_> = call.events.desired.into_iter().collect();
        let created = webhooks.create("create", &call.url, &events).await?;
        Ok(Some(Registration {
            data: Registered { id: created.id },
            secret: created.secret.map(Into::into),
            events: created.events.into_iter().collect(),
            options: call.options.desired(),
        }))
    }

    async fn deregister(call: Deregister<Self>) -> Result<()> {
        let webhooks = call.integration.webhooks();
        webhooks.delete("delete", &call.data.id).await
    }

    fn handle<'r>(
        request: &'r Request,
        source: &Source<'_, Self>,
    ) -> std::result::Result<Handled<'r>, Rejected> {
        // On the raw bytes, before anything is parsed.
        SCHEME.verify(request, source.secrets)?;
        EVENTS.read(request)
    }

    fn imitate(
        event: &Incoming<'_>,
        source: &Source<'_, Self>,
        mut request: Request,
    ) -> Result<Request> {
        EVENTS.write(event, &mut request)?;
        SCHEME.sign(&mut request, source.secrets)?;
        Ok(request)
    }
}
