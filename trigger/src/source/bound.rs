//! A kind of source together with its parameters, its type erased: what the engine works with.

use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use secrecy::SecretString;
use serde_json::Value;

use super::signature::Secrets;
use super::{
    EndpointMeta, ExternalSource, Handled, NoParams, PollingMeta, Readiness, Register, Rejected,
    Request, Source, SourceKey, SourceMeta, Wanted,
};
use crate::error::{Error, Result};
use crate::run::{BoxFuture, Context, Io};
use crate::spec::{Dynamic, DynamicSchedule, Integration, IntegrationMeta, Own};

/// Where a spec's events come from, and what its triggers can be given in parentheses.
pub trait Origin: 'static {
    /// What a trigger can be given in parentheses.
    type Params: Default;

    /// The source with these parameters; `None` for what comes from elsewhere.
    fn bind(params: Self::Params) -> Option<SourceBinding>;

    /// Where events without a source come from.
    fn feed() -> Feed {
        Feed::App
    }
}

/// Where events come from that have no [`ExternalSource`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Feed {
    /// The app sends them itself.
    App,
    /// They are posted to an endpoint.
    Endpoint(EndpointMeta),
    /// The clock, by schedules of this kind that are registered while the app runs.
    Schedules(&'static str),
    /// An API is asked for them, with an integration.
    Polling(PollingMeta, IntegrationMeta),
}

impl fmt::Display for Feed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::App => f.write_str("this app"),
            Self::Endpoint(endpoint) => write!(f, "endpoint {endpoint}"),
            Self::Schedules(kind) => write!(f, "schedules {kind}"),
            Self::Polling(polling, _) => write!(f, "polling {polling}"),
        }
    }
}

impl Origin for Own {
    type Params = NoParams;

    fn bind(NoParams {}: NoParams) -> Option<SourceBinding> {
        None
    }
}

impl<P: DynamicSchedule> Origin for Dynamic<P> {
    type Params = NoParams;

    fn bind(NoParams {}: NoParams) -> Option<SourceBinding> {
        None
    }

    fn feed() -> Feed {
        Feed::Schedules(P::ID)
    }
}

impl<S: ExternalSource> Origin for S {
    type Params = S::Params;

    fn bind(params: S::Params) -> Option<SourceBinding> {
        Some(SourceBinding {
            key: SourceKey::new(S::META.id, S::segments(&params)),
            source: Arc::new(Bound::<S> {
                params,
                kind: PhantomData,
            }),
        })
    }
}

/// A source that a trigger needs.
#[derive(Clone)]
pub struct SourceBinding {
    /// Its key.
    pub key: SourceKey,
    /// The source.
    pub source: Arc<dyn AnySource>,
}

impl fmt::Debug for SourceBinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SourceBinding")
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

/// What is known about a source from its stored state.
#[derive(Clone, Debug, Default)]
pub struct KnownSource {
    /// Whether an earlier registration succeeded for this URL.
    pub active: bool,
    /// What the last registration kept, as JSON.
    pub data: Option<Value>,
    /// Whether the secret of the last registration is stored.
    pub has_secret: bool,
}

/// A registration whose data's type is erased.
#[derive(Debug)]
pub struct Registered {
    /// What to keep about it, as JSON.
    pub data: Value,
    /// The secret; `None` keeps the stored one.
    pub secret: Option<SecretString>,
    /// What is registered now.
    pub events: BTreeSet<String>,
}

/// An [`ExternalSource`] with its parameters, its type erased.
pub trait AnySource: Send + Sync {
    /// The kind's id and version.
    fn meta(&self) -> SourceMeta;

    /// The integration that it registers with.
    fn integration(&self) -> IntegrationMeta;

    /// What the integration's settings allow. `integration` is the app's client of the type that
    /// [`AnySource::integration`] names.
    fn readiness(&self, integration: &dyn std::any::Any) -> Readiness;

    /// Makes the provider send what is wanted.
    fn register(&self, call: RegisterCall) -> BoxFuture<'static, Result<Option<Registered>>>;

    /// Verifies a request and finds the events in it.
    ///
    /// # Errors
    ///
    /// A rejection, which is recorded and answered with its 4xx.
    fn handle<'r>(
        &self,
        known: Receiving<'_>,
        request: &'r Request,
    ) -> Result<Handled<'r>, Rejected>;
}

/// What [`AnySource::register`] is given.
pub struct RegisterCall {
    /// The source's key.
    pub key: SourceKey,
    /// The app's client, of the type that [`AnySource::integration`] names.
    pub integration: Arc<dyn std::any::Any + Send + Sync>,
    /// The URL that the provider is to send to.
    pub url: String,
    /// What is stored about the source.
    pub known: KnownSource,
    /// The events.
    pub events: Wanted,
    /// The run's durable operations.
    pub io: Io,
    /// What is known about the run.
    pub context: Context,
}

/// What [`AnySource::handle`] is given beside the request.
#[derive(Clone, Copy, Debug)]
pub struct Receiving<'s> {
    /// The source's key.
    pub key: &'s SourceKey,
    /// The URL that the provider sends to, if the app knows under which it is reached.
    pub url: Option<&'s str>,
    /// What verifies what arrives.
    pub secrets: &'s Secrets,
}

struct Bound<S: ExternalSource> {
    params: S::Params,
    kind: PhantomData<fn() -> S>,
}

impl<S: ExternalSource> AnySource for Bound<S> {
    fn meta(&self) -> SourceMeta {
        S::META
    }

    fn integration(&self) -> IntegrationMeta {
        <S::Integration as Integration>::META
    }

    fn readiness(&self, integration: &dyn std::any::Any) -> Readiness {
        match integration.downcast_ref::<S::Integration>() {
            Some(integration) => S::readiness(integration, &self.params),
            None => Readiness::Inactive(format!(
                "`{}` was not added to the app",
                S::Integration::META.type_name
            )),
        }
    }

    fn register(&self, call: RegisterCall) -> BoxFuture<'static, Result<Option<Registered>>> {
        let params = self.params.clone();
        Box::pin(async move {
            let integration = call
                .integration
                .downcast_ref::<S::Integration>()
                .ok_or_else(|| Error::permanent("the integration is of another type"))?
                .clone();
            let data = call
                .known
                .data
                .map(serde_json::from_value::<S::Data>)
                .transpose()?;
            let registration = S::register(Register {
                params,
                integration,
                key: call.key,
                url: call.url,
                active: call.known.active,
                data,
                has_secret: call.known.has_secret,
                events: call.events,
                io: call.io,
                context: call.context,
            })
            .await?;
            registration
                .map(|registration| {
                    Ok(Registered {
                        data: serde_json::to_value(registration.data)?,
                        secret: registration.secret,
                        events: registration.events,
                    })
                })
                .transpose()
        })
    }

    fn handle<'r>(
        &self,
        known: Receiving<'_>,
        request: &'r Request,
    ) -> Result<Handled<'r>, Rejected> {
        let Receiving { key, url, secrets } = known;
        let source = Source {
            key,
            params: &self.params,
            url,
            secrets,
        };
        S::handle(request, &source)
    }
}
