//! Sources that a person sets up at the provider, declared in a few lines.

use std::fmt;
use std::marker::PhantomData;

use http::StatusCode;

use super::signature::{Scheme, Secrets};
use super::{
    Envelope, ExternalSource, Handled, Incoming, NoParams, Readiness, Register, Registration,
    Rejected, Request, Source, SourceMeta,
};
use crate::error::Result;
use crate::spec::{Integration, IntegrationMeta};

/// A webhook that a person sets up at the provider: how what arrives is verified, and which events
/// it holds.
///
/// ```
/// use trigger::prelude::*;
/// use trigger::source::signature::Scheme;
/// use trigger::IntegrationMeta;
/// use trigger::source::{Envelope, Place, Webhook, WebhookSource};
///
/// /// Clerk: who signs up.
/// pub type Clerk = Webhook<ClerkWebhook>;
///
/// pub enum ClerkWebhook {}
///
/// impl WebhookSource for ClerkWebhook {
///     const ID: &'static str = "clerk.webhook";
///     const PROVIDER: IntegrationMeta = IntegrationMeta::new("clerk", "Clerk", "Clerk");
///     const SECRET: &'static str = "CLERK_WEBHOOK_SECRET";
///     const SETUP: &'static str = "add an endpoint in Clerk's dashboard under Webhooks";
///     const SCHEME: Scheme = Scheme::STANDARD_WEBHOOKS;
///     const EVENTS: Envelope = Envelope::named(&[Place::Field("/type")])
///         .id(Place::Header("webhook-id"))
///         .payload("/data");
/// }
///
/// #[derive(serde::Deserialize)]
/// pub struct User {
///     id: String,
/// }
///
/// #[event_spec(name = "user.created", source = ClerkWebhook)]
/// pub fn on_user_created(user: &User) -> Properties {
///     properties! { "User" => user.id }
/// }
///
/// #[job(trigger = on_user_created)]
/// async fn welcome(user: User) -> Result<()> {
/// #   drop(user);
///     Ok(())
/// }
/// # let _ = || trigger::app().integration(Clerk::from_env());
/// ```
///
/// The app is given the provider's secret as an integration:
/// `trigger::app().integration(Clerk::from_env())`. The provider sends to
/// `{public URL}/sources/clerk.webhook`.
pub trait WebhookSource: Sized + Send + Sync + 'static {
    /// The source's id, which is the last part of its URL: `clerk.webhook`.
    const ID: &'static str;

    /// The version of its code, shown with it.
    const VERSION: &'static str = "0.1.0";

    /// The provider.
    const PROVIDER: IntegrationMeta;

    /// The environment variable that holds the secret; while it is being replaced, the variable of
    /// the same name and `_OLD` holds the old one.
    const SECRET: &'static str;

    /// What a person does at the provider to have it send, as half a sentence: `add a webhook under
    /// Settings`. What URL to enter and where the secret goes is said after it.
    const SETUP: &'static str;

    /// How the provider signs.
    const SCHEME: Scheme;

    /// Where in a request its event is; by default as [Standard
    /// Webhooks](Envelope::STANDARD_WEBHOOKS) have it. It is all that is needed of a provider that
    /// sends JSON with one event in it.
    const EVENTS: Envelope = Envelope::STANDARD_WEBHOOKS;

    /// Finds the events in a request that was verified.
    ///
    /// # Errors
    ///
    /// A rejection, which is recorded and answered with its 4xx.
    fn read(request: &Request) -> Result<Handled<'_>, Rejected> {
        Self::EVENTS.read(request)
    }

    /// Writes an event into a request as the provider would, the other way round of
    /// [`read`](Self::read): with it a job can be tried through verification. It is signed then.
    ///
    /// # Errors
    ///
    /// Why that cannot be done.
    fn write(event: &Incoming<'_>, request: &mut Request) -> Result<()> {
        Self::EVENTS.write(event, request)
    }
}

impl<W: WebhookSource> ExternalSource for W {
    type Integration = Webhook<W>;
    type Params = NoParams;
    type Data = ();

    const META: SourceMeta = SourceMeta {
        id: W::ID,
        version: W::VERSION,
    };

    fn segments(NoParams {}: &NoParams) -> Vec<String> {
        Vec::new()
    }

    fn readiness(webhook: &Webhook<W>, _: &NoParams) -> Readiness {
        if webhook.secrets.is_empty() {
            Readiness::Inactive(format!(
                "{}; the URL to enter is TRIGGER_PUBLIC_URL followed by `/sources/{}`, and what {} \
                 shows to verify it with goes into {}",
                W::SETUP,
                W::ID,
                W::PROVIDER.name,
                W::SECRET,
            ))
        } else {
            Readiness::Manual(webhook.secrets.clone())
        }
    }

    async fn register(_: Register<Self>) -> Result<Option<Registration<()>>> {
        Ok(None)
    }

    fn handle<'r>(
        request: &'r Request,
        source: &Source<'_, Self>,
    ) -> Result<Handled<'r>, Rejected> {
        let url = signed_url(source, request)?;
        W::SCHEME.verify_at(&url, request, source.secrets)?;
        W::read(request)
    }

    fn imitate(
        event: &Incoming<'_>,
        source: &Source<'_, Self>,
        mut request: Request,
    ) -> Result<Request> {
        W::write(event, &mut request)?;
        W::SCHEME.complete(event, &mut request)?;
        let url = signed_url(source, &request)?;
        W::SCHEME.sign_at(&url, &mut request, source.secrets)?;
        Ok(request)
    }
}

/// The URL that a sender posts to, if it is part of what is signed.
fn signed_url<W: WebhookSource>(
    source: &Source<'_, W>,
    request: &Request,
) -> Result<String, Rejected> {
    match source.url {
        Some(url) => Ok(with_query(url, &request.uri)),
        None if W::SCHEME.signs_url() => Err(no_url()),
        None => Ok(String::new()),
    }
}

/// The URL that a sender posted to: what the app is reached under, with the request's query.
fn with_query(url: &str, uri: &str) -> String {
    match uri.split_once('?') {
        Some((_, query)) => format!("{url}?{query}"),
        None => url.to_owned(),
    }
}

fn no_url() -> Rejected {
    Rejected {
        status: StatusCode::SERVICE_UNAVAILABLE,
        reason: "the signature is over the URL, which the app does not know: set \
                 TRIGGER_PUBLIC_URL"
            .to_owned(),
    }
}

/// A provider that is only listened to: the integration of a [`WebhookSource`], which holds the
/// secret.
pub struct Webhook<W> {
    secrets: Secrets,
    source: PhantomData<fn() -> W>,
}

impl<W: WebhookSource> Webhook<W> {
    /// With the secret in the environment; see [`WebhookSource::SECRET`].
    ///
    /// A value that cannot work, such as an empty one, is reported when the app starts.
    pub fn from_env() -> Self {
        Self::new(Secrets::from_env(W::SECRET))
    }

    /// With a secret, or several while one is being replaced.
    pub fn new(secrets: impl Into<Secrets>) -> Self {
        Self {
            secrets: secrets.into(),
            source: PhantomData,
        }
    }
}

impl<W: WebhookSource> Integration for Webhook<W> {
    const META: IntegrationMeta = W::PROVIDER;

    fn validate(&self) -> Result<()> {
        W::SCHEME.validate(&self.secrets, W::SECRET)
    }
}

impl<W> Clone for Webhook<W> {
    fn clone(&self) -> Self {
        Self {
            secrets: self.secrets.clone(),
            source: PhantomData,
        }
    }
}

impl<W> fmt::Debug for Webhook<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Webhook").field(&self.secrets).finish()
    }
}
