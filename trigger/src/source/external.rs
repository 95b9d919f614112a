//! The trait that a kind of source implements.

use std::collections::BTreeSet;
use std::future::Future;

use secrecy::SecretString;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::signature::Secrets;
use super::{Handled, Rejected, Request, SourceKey};
use crate::error::Result;
use crate::run::{Context, Io};
use crate::spec::Integration;

/// A kind of source: how it registers at its provider, and how it verifies and reads what the
/// provider sends.
///
/// The events that use one source key share one source: the provider is asked for the union of
/// their names.
pub trait ExternalSource: Sized + Send + Sync + 'static {
    /// The client that registers it.
    type Integration: Integration;

    /// What tells sources of this kind apart, set in a job's trigger:
    /// `trigger = stripe::on_price_created(connect = true)`.
    type Params: Clone + Default + Serialize + Send + Sync + 'static;

    /// What the source keeps about its registration, such as the provider's id for it.
    type Data: Serialize + DeserializeOwned + Send + Sync + 'static;

    /// The source's id and version.
    const META: SourceMeta;

    /// What the parameters add to the source's key.
    fn segments(params: &Self::Params) -> Vec<String>;

    /// What the integration's settings allow a source with these parameters to do.
    fn readiness(integration: &Self::Integration, params: &Self::Params) -> Readiness;

    /// Makes the provider send what is wanted to the source's URL.
    ///
    /// It runs as a durable run of its own, started when the source is not active or when events
    /// are missing or orphaned; what it does at the provider goes through the integration's tasks.
    /// `None` says that there was nothing to change.
    fn register(
        call: Register<Self>,
    ) -> impl Future<Output = Result<Option<Registration<Self::Data>>>> + Send;

    /// Verifies a request and finds the events in it. Nothing of the body may be parsed before it
    /// is verified.
    ///
    /// # Errors
    ///
    /// A rejection, which is recorded and answered with its 4xx.
    fn handle<'r>(request: &'r Request, source: &Source<'_, Self>)
    -> Result<Handled<'r>, Rejected>;
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
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
    /// The source's parameters.
    pub params: S::Params,
    /// The client.
    pub integration: S::Integration,
    /// The source's key.
    pub key: SourceKey,
    /// The URL that the provider is to send to.
    pub url: String,
    /// Whether an earlier registration succeeded for this URL.
    pub active: bool,
    /// What the last registration kept.
    pub data: Option<S::Data>,
    /// Whether the secret of the last registration is stored.
    pub has_secret: bool,
    /// The events.
    pub events: Wanted,
    /// The run's durable operations.
    pub io: Io,
    /// What is known about the run.
    pub context: Context,
}

/// What a source is wanted for, compared with what it is registered for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Everything that jobs want now.
    pub desired: BTreeSet<String>,
    /// What jobs want and is not registered yet.
    pub missing: BTreeSet<String>,
    /// What is registered and no job wants any more.
    pub orphaned: BTreeSet<String>,
}

impl Wanted {
    /// Compares what jobs want with what is registered.
    pub fn compare(desired: BTreeSet<String>, registered: &BTreeSet<String>) -> Self {
        Self {
            missing: desired.difference(registered).cloned().collect(),
            orphaned: registered.difference(&desired).cloned().collect(),
            desired,
        }
    }

    /// Whether the registration is as wanted.
    pub fn is_settled(&self) -> bool {
        self.missing.is_empty() && self.orphaned.is_empty()
    }
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
}
