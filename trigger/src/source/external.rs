//! The trait that a kind of source implements.

use std::collections::BTreeSet;
use std::future::Future;

use secrecy::SecretString;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::signature::Secrets;
use super::{
    Coverage, Handled, Incoming, Options, Rejected, Request, SourceKey, Wanted, WantedOptions,
};
use crate::error::{Error, Result};
use crate::run::{Context, Io};
use crate::spec::{AccountOf, Integration};

/// A kind of source: how it registers at its provider, and how it verifies and reads what the
/// provider sends.
///
/// The events that use one source key share one source: the provider is asked for the union of
/// their names, and of their [options](Self::options).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a source that registers itself",
    note = "a webhook event of an integration comes from one: `stripe::on_price_created`; a source of your own implements `trigger::source::ExternalSource`"
)]
pub trait ExternalSource: Sized + Send + Sync + 'static {
    /// The client that registers it.
    type Integration: Integration;

    /// What tells sources of this kind apart, set in a job's trigger:
    /// `trigger = stripe::on_price_created(connect = true)`.
    type Params: Clone + Default + Serialize + DeserializeOwned + Send + Sync + 'static;

    /// What the source keeps about its registration, such as the provider's id for it.
    type Data: Serialize + DeserializeOwned + Send + Sync + 'static;

    /// The source's id and version.
    const META: SourceMeta;

    /// What the parameters add to the source's key.
    fn segments(params: &Self::Params) -> Vec<String>;

    /// Which of the integration's accounts the source is of; a source that may be of several says
    /// so in its [`segments`](Self::segments), too.
    fn account(params: &Self::Params) -> AccountOf<Self::Integration> {
        let _ = params;
        AccountOf::default()
    }

    /// What a job's parameters ask of a source that it shares with others: what is here is not in
    /// the [key](Self::segments). The provider is asked for the union over all jobs.
    fn options(params: &Self::Params) -> Options {
        let _ = params;
        Options::new()
    }

    /// What the integration's settings allow a source with these parameters to do.
    fn readiness(integration: &Self::Integration, params: &Self::Params) -> Readiness;

    /// Makes the provider send what is wanted to the source's URL.
    ///
    /// It runs as a durable run of its own, started when the source is not active or when events
    /// or options are missing or orphaned; what it does at the provider goes through the
    /// integration's tasks. `None` says that there was nothing to change.
    ///
    /// What [`Register::data`] names is this app's own and stays so: if it sends to another URL now,
    /// the app has moved, and it is to send to [`Register::url`].
    fn register(
        call: Register<Self>,
    ) -> impl Future<Output = Result<Option<Registration<Self::Data>>>> + Send;

    /// Looks whether the provider still has what was registered: somebody may have changed or
    /// deleted it there. It is asked at the start, now and then, and by `sources check`, outside of
    /// a run, and changes nothing; what has drifted is [registered](Self::register) anew.
    ///
    /// # Errors
    ///
    /// When the provider cannot be asked now.
    fn check(call: Check<Self>) -> impl Future<Output = Result<Standing>> + Send {
        let _ = call;
        async { Ok(Standing::Unknown) }
    }

    /// Removes what was registered from the provider. It runs as a durable run of its own; what is
    /// gone already counts as removed.
    ///
    /// # Errors
    ///
    /// When it could not be removed; and always, unless the source implements it.
    fn deregister(call: Deregister<Self>) -> impl Future<Output = Result<()>> + Send {
        let _ = call;
        async {
            let id = Self::META.id;
            Err(Error::permanent(format!(
                "`{id}` cannot remove itself: remove it at the provider, then forget it with \
                 `sources prune --forget`"
            )))
        }
    }

    /// Verifies a request and finds the events in it. Nothing of the body may be parsed before it
    /// is verified.
    ///
    /// # Errors
    ///
    /// A rejection, which is recorded and answered with its 4xx.
    fn handle<'r>(request: &'r Request, source: &Source<'_, Self>)
    -> Result<Handled<'r>, Rejected>;

    /// Writes an event into a request as the provider would, and signs it with the source's secret:
    /// the other way round of [`handle`](Self::handle). With it a job can be tried through
    /// verification, by `test --deliver` and on the dashboard. `request` is an empty `POST` to the
    /// source's URL that arrives now; [`Envelope::write`](super::Envelope::write) and
    /// [`Scheme::sign`](super::signature::Scheme::sign) do most of it.
    ///
    /// # Errors
    ///
    /// Why that cannot be done; always, unless the source implements it.
    fn imitate(
        event: &Incoming<'_>,
        source: &Source<'_, Self>,
        request: Request,
    ) -> Result<Request> {
        let _ = (event, source, request);
        let id = Self::META.id;
        Err(Error::permanent(format!(
            "`{id}` does not say how its provider writes events: implement \
             `ExternalSource::imitate`"
        )))
    }
}

/// A kind of source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceMeta {
    /// Its id, such as `stripe.webhook`.
    pub id: &'static str,
    /// The version of its code, shown with its registrations.
    pub version: &'static str,
}

/// The parameters of a source that takes none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NoParams {}

/// What an integration's settings allow a source to do.
#[derive(Clone, Debug)]
pub enum Readiness {
    /// It registers itself.
    Registers,
    /// A person registered it, and these secrets verify what arrives.
    Manual(Secrets),
    /// Neither; the text says what to set.
    Inactive(String),
}

/// What [`ExternalSource::register`] is given.
pub struct Register<S: ExternalSource> {
    /// The source's parameters; of several jobs that share the source, those of one of them. Only
    /// what the key tells apart is the same for all.
    pub params: S::Params,
    /// The client.
    pub integration: S::Integration,
    /// The account that the source was registered for by a dynamic trigger, if it was.
    pub account: Option<String>,
    /// The source's key.
    pub key: SourceKey,
    /// The URL that the provider is to send to.
    pub url: String,
    /// Whether an earlier registration succeeded for this URL, and nothing says that it is gone.
    pub active: bool,
    /// What the last registration of this app kept, whichever URL that was for.
    pub data: Option<S::Data>,
    /// Whether the secret of the last registration is stored.
    pub has_secret: bool,
    /// The events.
    pub events: Wanted,
    /// The options beside the events.
    pub options: WantedOptions,
    /// The run's durable operations.
    pub io: Io,
    /// What is known about the run.
    pub context: Context,
}

/// What a registration achieved.
#[derive(Debug)]
pub struct Registration<D> {
    /// What to keep about it.
    pub data: D,
    /// The secret that verifies what arrives; `None` keeps the stored one.
    pub secret: Option<SecretString>,
    /// What is registered now.
    pub events: BTreeSet<String>,
    /// What is registered now of the options beside the events.
    pub options: Options,
}

/// What [`ExternalSource::check`] is given.
pub struct Check<S: ExternalSource> {
    /// The source's parameters.
    pub params: S::Params,
    /// The client.
    pub integration: S::Integration,
    /// The account that the source was registered for by a dynamic trigger, if it was.
    pub account: Option<String>,
    /// The source's key.
    pub key: SourceKey,
    /// The URL that the provider was told to send to.
    pub url: String,
    /// What the registration kept.
    pub data: S::Data,
    /// What was registered.
    pub registered: Coverage,
}

/// What [`ExternalSource::check`] found at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// What was registered.
    AsRegistered,
    /// Something else; the text says what, such as `the endpoint we_1 is gone`.
    Drifted(String),
    /// The source cannot tell.
    Unknown,
}

/// What [`ExternalSource::deregister`] is given.
pub struct Deregister<S: ExternalSource> {
    /// The source's parameters.
    pub params: S::Params,
    /// The client.
    pub integration: S::Integration,
    /// The account that the source was registered for by a dynamic trigger, if it was.
    pub account: Option<String>,
    /// The source's key.
    pub key: SourceKey,
    /// The URL that the provider was told to send to.
    pub url: String,
    /// What the registration kept.
    pub data: S::Data,
    /// The run's durable operations.
    pub io: Io,
}

/// What [`ExternalSource::handle`] knows about its source.
pub struct Source<'s, S: ExternalSource> {
    /// The source's key.
    pub key: &'s SourceKey,
    /// The source's parameters.
    pub params: &'s S::Params,
    /// The URL that the provider sends to, if the app knows under which it is reached.
    pub url: Option<&'s str>,
    /// What verifies what arrives.
    pub secrets: &'s Secrets,
    /// What the last call kept in [`Handled::metadata`]; `null` before the first one did.
    pub metadata: &'s Value,
    data: Option<&'s Value>,
}

impl<'s, S: ExternalSource> Source<'s, S> {
    /// A source of which nothing is kept yet.
    pub fn new(key: &'s SourceKey, params: &'s S::Params, secrets: &'s Secrets) -> Self {
        Self {
            key,
            params,
            url: None,
            secrets,
            metadata: &Value::Null,
            data: None,
        }
    }

    /// With what the last call kept.
    #[must_use]
    pub fn metadata(self, metadata: &'s Value) -> Self {
        Self { metadata, ..self }
    }

    /// With the URL that the provider sends to.
    #[must_use]
    pub fn url(self, url: Option<&'s str>) -> Self {
        Self { url, ..self }
    }

    pub(super) fn kept_data(self, data: Option<&'s Value>) -> Self {
        Self { data, ..self }
    }

    /// What the registration kept; `None` for a source that a person registered.
    pub fn data(&self) -> Option<S::Data> {
        S::Data::deserialize(self.data?).ok()
    }
}
