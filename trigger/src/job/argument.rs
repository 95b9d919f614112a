//! What a job's function can ask for by type.

use std::any::{Any, TypeId};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::credentials::{Account, Resolver};
use crate::error::{Error, Result};
use crate::run::{Context, Io};
use crate::source::SourceKind;
use crate::spec::{AnyClient, Integration, IntegrationMeta};

/// Something that a job can take as an argument after its payload: [`Io`], [`Context`], or an
/// integration.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be handed to a job",
    label = "not an argument of a job",
    note = "after its payload a job takes `Io`, `Context` and integrations; `#[integration]` makes a client one"
)]
pub trait Argument: Sized + Send + 'static {
    /// The integration that the app must have been given.
    const NEED: Option<Need> = None;

    /// Takes it from what a run has.
    ///
    /// # Errors
    ///
    /// When the app was not given the integration; it would not have started.
    fn take(arguments: &Arguments) -> Result<Self>;
}

/// What the arguments of a run are taken from.
#[derive(Clone, Debug)]
pub struct Arguments {
    /// The run's durable operations.
    pub io: Io,
    /// What is known about the run.
    pub context: Context,
    /// The app's integrations.
    pub integrations: Arc<Integrations>,
}

impl Arguments {
    /// The app's client of an integration; what [`Argument::take`] of an integration stands on.
    ///
    /// # Errors
    ///
    /// When the app was not given the integration.
    pub fn integration<I: Integration>(&self) -> Result<I> {
        self.integrations.get::<I>().cloned().ok_or_else(|| {
            Error::permanent(format!("`{}` was not added to the app", I::META.type_name))
        })
    }
}

impl Argument for Io {
    fn take(arguments: &Arguments) -> Result<Self> {
        Ok(arguments.io.clone())
    }
}

impl Argument for Context {
    fn take(arguments: &Arguments) -> Result<Self> {
        Ok(arguments.context.clone())
    }
}

/// An integration that a job takes.
#[derive(Clone, Copy, Debug)]
pub struct Need {
    /// The integration.
    pub integration: IntegrationMeta,
    /// The type of its client.
    pub(crate) kind: fn() -> TypeId,
}

impl Need {
    /// The need for an integration.
    pub const fn of<I: Integration>() -> Self {
        Self {
            integration: I::META,
            kind: TypeId::of::<I>,
        }
    }

    /// Whether the app was given it, or what finds it for an account.
    pub fn is_met(&self, integrations: &Integrations) -> bool {
        let kind = (self.kind)();
        integrations.contains(kind) || integrations.resolver(kind).is_some()
    }
}

/// The integrations that an app was given, one of each type.
#[derive(Clone, Default)]
pub struct Integrations {
    clients: BTreeMap<TypeId, Client>,
    /// What finds the clients of accounts.
    resolvers: BTreeMap<TypeId, Resolver>,
    /// The kinds of sources that the app knows beside those of its jobs.
    sources: Vec<SourceKind>,
}

#[derive(Clone)]
struct Client {
    meta: IntegrationMeta,
    value: AnyClient,
    for_sources: AnyClient,
    validate: fn(&(dyn Any + Send + Sync)) -> Result<()>,
}

impl Integrations {
    /// Adds a client, in place of an earlier one of its type.
    pub fn add<I: Integration>(&mut self, client: I) {
        let client = Client {
            meta: I::META,
            for_sources: client.for_sources(),
            value: Arc::new(client),
            validate: |value| value.downcast_ref::<I>().map_or(Ok(()), I::validate),
        };
        self.clients.insert(TypeId::of::<I>(), client);
    }

    /// Adds what finds the clients of a type for accounts, in place of an earlier one.
    pub fn resolve_with<I, R, F>(&mut self, resolve: R)
    where
        I: Integration,
        R: Fn(Account) -> F + Send + Sync + 'static,
        F: Future<Output = Result<Option<I>>> + Send + 'static,
    {
        let (kind, resolver) = Resolver::new(resolve);
        self.resolvers.insert(kind, resolver);
    }

    /// What finds the clients of a type for accounts.
    pub(crate) fn resolver(&self, kind: TypeId) -> Option<&Resolver> {
        self.resolvers.get(&kind)
    }

    /// Whether there is a client of a type.
    pub(crate) fn contains(&self, kind: TypeId) -> bool {
        self.clients.contains_key(&kind)
    }

    /// Puts the client that was found for an account in the place of the app's own.
    pub(crate) fn put(&mut self, kind: TypeId, meta: IntegrationMeta, value: AnyClient) {
        let client = Client {
            meta,
            for_sources: AnyClient::clone(&value),
            value,
            validate: |_| Ok(()),
        };
        self.clients.insert(kind, client);
    }

    /// Adds a kind of source.
    pub fn add_source(&mut self, kind: SourceKind) {
        self.sources.push(kind);
    }

    /// The kinds of sources that were added.
    pub fn sources(&self) -> &[SourceKind] {
        &self.sources
    }

    /// The client of a type.
    pub fn get<I: Integration>(&self) -> Option<&I> {
        self.clients.get(&TypeId::of::<I>())?.value.downcast_ref()
    }

    /// The client that sources of an integration, or of an account of it, register with.
    pub fn find(&self, meta: IntegrationMeta) -> Option<AnyClient> {
        self.clients
            .values()
            .find(|client| client.meta == meta)
            .map(|client| Arc::clone(&client.for_sources))
    }

    /// What is wrong with the clients' settings.
    pub fn problems(&self) -> Vec<(IntegrationMeta, Error)> {
        self.clients
            .values()
            .filter_map(|client| {
                let error = (client.validate)(client.value.as_ref()).err()?;
                Some((client.meta, error))
            })
            .collect()
    }

    /// The integrations in order of their ids.
    pub fn metas(&self) -> Vec<IntegrationMeta> {
        let mut metas: Vec<_> = self.clients.values().map(|client| client.meta).collect();
        metas.sort_by_key(|meta| meta.id);
        metas
    }
}

impl fmt::Debug for Integrations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.metas().iter().map(|meta| meta.id))
            .finish()
    }
}
