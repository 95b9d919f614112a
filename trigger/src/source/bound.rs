//! A kind of source together with its parameters, its type erased: what the engine works with.

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use secrecy::SecretString;
use serde_json::Value;

use super::signature::Secrets;
use super::{
    Check, Coverage, Deregister, Endpoint, ExternalSource, Handled, Incoming, NoParams, Options,
    Polling, Readiness, Register, Rejected, Request, Source, SourceKey, SourceMeta, Standing,
    TriggerKind, Wanted, WantedOptions,
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

    /// The key of the source that events have, with these parameters.
    fn key(params: Self::Params) -> Option<SourceKey> {
        match Self::bind(params) {
            Some(source) => Some(source.key),
            None => Self::feed().key(),
        }
    }
}

/// Where events come from that have no [`ExternalSource`].
#[derive(Clone, Copy, Debug)]
pub enum Feed {
    /// The app sends them itself.
    App,
    /// They are posted to an endpoint.
    Endpoint(Endpoint),
    /// The clock, by schedules of this kind that are registered while the app runs.
    Schedules(&'static str),
    /// Sources, by triggers of this kind that are registered while the app runs.
    Triggers(TriggerKind),
    /// An API is asked for them, with an integration.
    Polling(Polling),
}

impl Feed {
    /// The key of the source that such events have.
    pub fn key(&self) -> Option<SourceKey> {
        match self {
            Self::App | Self::Schedules(_) | Self::Triggers(_) => None,
            Self::Endpoint(endpoint) => Some(SourceKey::of_endpoint(endpoint.meta.id)),
            Self::Polling(polling) => Some(SourceKey::of_polling(polling.meta.id)),
        }
    }
}

impl fmt::Display for Feed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::App => f.write_str("this app"),
            Self::Endpoint(endpoint) => write!(f, "endpoint {}", endpoint.meta),
            Self::Schedules(kind) => write!(f, "schedules {kind}"),
            Self::Triggers(kind) => {
                write!(f, "{} of sources of {}", kind.id, kind.source.meta.id)
            }
            Self::Polling(polling) => write!(f, "polling {}", polling.meta),
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
        Some(SourceBinding::of::<S>(params, None))
    }
}

/// A kind of source, its type erased: what makes a source of stored parameters.
#[derive(Clone, Copy)]
pub struct SourceKind {
    /// Its id and version.
    pub meta: SourceMeta,
    /// The integration that it registers with.
    pub integration: IntegrationMeta,
    bind: fn(Value, Option<String>) -> Result<SourceBinding>,
}

impl SourceKind {
    /// The kind `S`.
    pub const fn of<S: ExternalSource>() -> Self {
        Self {
            meta: S::META,
            integration: <S::Integration as Integration>::META,
            bind: |params, account| {
                let params = serde_json::from_value(params).map_err(|error| {
                    let id = S::META.id;
                    Error::permanent(format!("these are no parameters of `{id}`: {error}"))
                })?;
                Ok(SourceBinding::of::<S>(params, account))
            },
        }
    }

    /// The source with these parameters, as JSON, of this account.
    ///
    /// # Errors
    ///
    /// When the parameters are not those of the kind.
    pub fn bind(&self, params: Value, account: Option<String>) -> Result<SourceBinding> {
        (self.bind)(params, account)
    }
}

impl fmt::Debug for SourceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SourceKind").field(&self.meta.id).finish()
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

impl SourceBinding {
    /// The source of a kind, with these parameters, of this account.
    pub fn of<S: ExternalSource>(params: S::Params, account: Option<String>) -> Self {
        let key = SourceKey::new(S::META.id, S::segments(&params));
        Self {
            key: match &account {
                Some(account) => key.of_account(account),
                None => key,
            },
            source: Arc::new(Bound::<S> {
                params,
                account,
                kind: PhantomData,
            }),
        }
    }
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
    /// Whether an earlier registration succeeded for this URL, and nothing says that it is gone.
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
    pub coverage: Coverage,
}

/// An [`ExternalSource`] with its parameters, its type erased.
pub trait AnySource: Send + Sync {
    /// What makes sources of its kind.
    fn kind(&self) -> SourceKind;

    /// Its parameters, as JSON.
    ///
    /// # Errors
    ///
    /// When they cannot be written as JSON.
    fn params(&self) -> Result<Value>;

    /// The account that it is of, if a dynamic trigger says so.
    fn account(&self) -> Option<&str>;

    /// What its parameters ask for beside the events.
    fn options(&self) -> Options;

    /// What the integration's settings allow. `integration` is the app's client of the type that
    /// the [kind](Self::kind) names.
    fn readiness(&self, integration: &dyn Any) -> Readiness;

    /// Makes the provider send what is wanted.
    fn register(&self, call: RegisterCall) -> BoxFuture<'static, Result<Option<Registered>>>;

    /// Looks whether the provider still has what was registered.
    fn check(&self, call: CheckCall) -> BoxFuture<'static, Result<Standing>>;

    /// Removes what was registered from the provider.
    fn deregister(&self, call: DeregisterCall) -> BoxFuture<'static, Result<()>>;

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

    /// Writes an event into a request as the provider would, signed, so that
    /// [`handle`](Self::handle) finds it there.
    ///
    /// # Errors
    ///
    /// Why that cannot be done.
    fn imitate(
        &self,
        known: Receiving<'_>,
        event: &Incoming<'_>,
        request: Request,
    ) -> Result<Request>;
}

/// What [`AnySource::register`] is given.
pub struct RegisterCall {
    /// The source's key.
    pub key: SourceKey,
    /// The app's client, of the type that the [kind](AnySource::kind) names.
    pub integration: Arc<dyn Any + Send + Sync>,
    /// The URL that the provider is to send to.
    pub url: String,
    /// What is stored about the source.
    pub known: KnownSource,
    /// The events.
    pub events: Wanted,
    /// The options beside the events.
    pub options: WantedOptions,
    /// The run's durable operations.
    pub io: Io,
    /// What is known about the run.
    pub context: Context,
}

/// What [`AnySource::check`] is given.
pub struct CheckCall {
    /// The source's key.
    pub key: SourceKey,
    /// The app's client, of the type that the [kind](AnySource::kind) names.
    pub integration: Arc<dyn Any + Send + Sync>,
    /// The URL that the provider was told to send to.
    pub url: String,
    /// What the registration kept, as JSON.
    pub data: Value,
    /// What was registered.
    pub registered: Coverage,
}

/// What [`AnySource::deregister`] is given.
pub struct DeregisterCall {
    /// The source's key.
    pub key: SourceKey,
    /// The app's client, of the type that the [kind](AnySource::kind) names.
    pub integration: Arc<dyn Any + Send + Sync>,
    /// The URL that the provider was told to send to.
    pub url: String,
    /// What the registration kept, as JSON.
    pub data: Value,
    /// The run's durable operations.
    pub io: Io,
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
    /// What the last call kept; `null` before the first one did.
    pub metadata: &'s Value,
    /// What the registration kept.
    pub data: Option<&'s Value>,
}

struct Bound<S: ExternalSource> {
    params: S::Params,
    account: Option<String>,
    kind: PhantomData<fn() -> S>,
}

/// The client that a source of the kind `S` registers with.
fn client<S: ExternalSource>(integration: &Arc<dyn Any + Send + Sync>) -> Result<S::Integration> {
    let client = integration.downcast_ref::<S::Integration>().cloned();
    client.ok_or_else(|| Error::permanent("the integration is of another type"))
}

impl<S: ExternalSource> AnySource for Bound<S> {
    fn kind(&self) -> SourceKind {
        SourceKind {
            integration: S::account(&self.params).meta(),
            ..SourceKind::of::<S>()
        }
    }

    fn params(&self) -> Result<Value> {
        Ok(serde_json::to_value(&self.params)?)
    }

    fn account(&self) -> Option<&str> {
        self.account.as_deref()
    }

    fn options(&self) -> Options {
        S::options(&self.params)
    }

    fn readiness(&self, integration: &dyn Any) -> Readiness {
        match integration.downcast_ref::<S::Integration>() {
            Some(integration) => S::readiness(integration, &self.params),
            None => Readiness::Inactive(format!(
                "`{}` was not added to the app",
                S::Integration::META.type_name
            )),
        }
    }

    fn register(&self, call: RegisterCall) -> BoxFuture<'static, Result<Option<Registered>>> {
        let (params, account) = (self.params.clone(), self.account.clone());
        Box::pin(async move {
            let integration = client::<S>(&call.integration)?;
            let data = call.known.data.map(serde_json::from_value).transpose()?;
            let registration = S::register(Register {
                params,
                integration,
                account,
                key: call.key,
                url: call.url,
                active: call.known.active,
                data,
                has_secret: call.known.has_secret,
                events: call.events,
                options: call.options,
                io: call.io,
                context: call.context,
            })
            .await?;
            registration
                .map(|registration| {
                    Ok(Registered {
                        data: serde_json::to_value(registration.data)?,
                        secret: registration.secret,
                        coverage: Coverage {
                            events: registration.events,
                            options: registration.options,
                        },
                    })
                })
                .transpose()
        })
    }

    fn check(&self, call: CheckCall) -> BoxFuture<'static, Result<Standing>> {
        let (params, account) = (self.params.clone(), self.account.clone());
        Box::pin(async move {
            let check = Check {
                params,
                integration: client::<S>(&call.integration)?,
                account,
                key: call.key,
                url: call.url,
                data: serde_json::from_value(call.data)?,
                registered: call.registered,
            };
            S::check(check).await
        })
    }

    fn deregister(&self, call: DeregisterCall) -> BoxFuture<'static, Result<()>> {
        let (params, account) = (self.params.clone(), self.account.clone());
        Box::pin(async move {
            let deregister = Deregister {
                params,
                integration: client::<S>(&call.integration)?,
                account,
                key: call.key,
                url: call.url,
                data: serde_json::from_value(call.data)?,
                io: call.io,
            };
            S::deregister(deregister).await
        })
    }

    fn handle<'r>(
        &self,
        known: Receiving<'_>,
        request: &'r Request,
    ) -> Result<Handled<'r>, Rejected> {
        S::handle(request, &self.source(known))
    }

    fn imitate(
        &self,
        known: Receiving<'_>,
        event: &Incoming<'_>,
        request: Request,
    ) -> Result<Request> {
        let source = self.source(known);
        let request = S::imitate(event, &source, request)?;
        // What a source writes and what it reads are two pieces of code.
        let (id, name) = (S::META.id, &event.name);
        match S::handle(&request, &source) {
            Ok(handled) if handled.events.iter().any(|found| found.name == *name) => Ok(request),
            Ok(_) => Err(Error::permanent(format!(
                "`{id}` does not find `{name}` in what it writes for it"
            ))),
            Err(rejected) => Err(Error::permanent(format!(
                "`{id}` refuses what it writes for `{name}`: {rejected}"
            ))),
        }
    }
}

impl<S: ExternalSource> Bound<S> {
    fn source<'s>(&'s self, known: Receiving<'s>) -> Source<'s, S> {
        Source::new(known.key, &self.params, known.secrets)
            .url(known.url)
            .metadata(known.metadata)
            .kept_data(known.data)
    }
}
