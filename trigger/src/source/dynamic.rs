//! Triggers that are registered while the app runs.

use std::fmt;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use super::bound::Origin;
use super::{ExternalSource, Feed, NoParams, SourceBinding, SourceKind};
use crate::error::{Error, Result};
use crate::run::TriggerRequest;
use crate::spec::{EventMeta, EventSpec, Filtered};

/// Events of a source that is not known when the app is written: one for each customer who connects
/// an account, a repository, a form.
///
/// Any number of triggers of a kind can be registered and taken back while the app runs, each under
/// a key of its own; they survive restarts. The source of each registers itself at the provider,
/// and what no trigger wants any more is removed there. The jobs of the kind take a [`Via`] of it.
///
/// ```
/// use serde::{Deserialize, Serialize};
/// use trigger::integrations::stripe::{self, StripeParams};
/// use trigger::prelude::*;
///
/// /// The Stripe events of those who have connected their shop.
/// struct ConnectedShop;
///
/// /// What is known about one of them.
/// #[derive(Clone, Debug, Serialize, Deserialize)]
/// struct Shop {
///     name: String,
/// }
///
/// impl DynamicTrigger for ConnectedShop {
///     const ID: &'static str = "connected-shops";
///     type Event = stripe::on_price_created;
///     type Metadata = Shop;
/// }
///
/// #[job(trigger = Via::<ConnectedShop>, filter = |via| via.event.active)]
/// async fn announce(via: Via<ConnectedShop>, io: Io) -> Result<()> {
///     io.log().info("a price", json!({ "shop": via.metadata.name, "price": via.event.id }));
///     Ok(())
/// }
///
/// # #[event_spec(name = "shop.connected")]
/// # #[derive(Clone, Serialize, Deserialize)]
/// # struct ShopConnected { id: String, name: String }
/// #[job(trigger = ShopConnected)]
/// async fn connect(shop: ShopConnected, io: Io) -> Result<()> {
///     let params = StripeParams { connect: true, ..StripeParams::default() };
///     let metadata = Shop { name: shop.name };
///     let registration = TriggerRegistration::<ConnectedShop>::new(shop.id, params, metadata);
///     io.register_trigger("connect", registration).await
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a kind of trigger that can be registered",
    note = "implement it: `impl DynamicTrigger for {Self} {{ const ID: &'static str = \"shops\"; type Event = stripe::on_price_created; type Metadata = (); }}`"
)]
pub trait DynamicTrigger: Send + Sync + 'static {
    /// What names the kind everywhere: letters, digits, `-`, `_` and `.`.
    const ID: &'static str;

    /// The event, such as `stripe::on_price_created`. It comes from a source that registers itself.
    type Event: EventSpec<Origin: ExternalSource, Payload: Sync>;

    /// What is kept with each trigger and handed to the jobs, such as whose it is; `()` for nothing.
    type Metadata: Serialize + DeserializeOwned + Send + Sync + 'static;
}

/// What the event of a dynamic trigger carries.
pub type PayloadOf<T> = <<T as DynamicTrigger>::Event as EventSpec>::Payload;

/// What the source of a dynamic trigger is registered with.
pub type ParamsOf<T> =
    <<<T as DynamicTrigger>::Event as EventSpec>::Origin as ExternalSource>::Params;

/// An event that came by a trigger which was registered while the app ran: the trigger of the jobs
/// that it starts, and their payload.
#[derive(Serialize, Deserialize)]
#[serde(bound(
    serialize = "T: DynamicTrigger, PayloadOf<T>: Serialize",
    deserialize = "T: DynamicTrigger"
))]
pub struct Via<T: DynamicTrigger> {
    /// What the event carries.
    pub event: PayloadOf<T>,
    /// The event's name: which of several it is.
    pub name: String,
    /// The key under which the trigger was registered.
    pub key: String,
    /// The account for which it was registered, if it was for one.
    pub account: Option<String>,
    /// What was registered with it.
    pub metadata: T::Metadata,
}

impl<T: DynamicTrigger> Clone for Via<T>
where
    PayloadOf<T>: Clone,
    T::Metadata: Clone,
{
    fn clone(&self) -> Self {
        Self {
            event: self.event.clone(),
            name: self.name.clone(),
            key: self.key.clone(),
            account: self.account.clone(),
            metadata: self.metadata.clone(),
        }
    }
}

impl<T: DynamicTrigger> fmt::Debug for Via<T>
where
    PayloadOf<T>: fmt::Debug,
    T::Metadata: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Via")
            .field("event", &self.event)
            .field("name", &self.name)
            .field("key", &self.key)
            .field("account", &self.account)
            .field("metadata", &self.metadata)
            .finish()
    }
}

impl<T: DynamicTrigger> EventSpec for Via<T> {
    type Payload = Self;
    type Origin = ViaSource<T>;
    const META: EventMeta = EventMeta::new(&[T::ID])
        .title(T::ID)
        .icon(<T::Event as EventSpec>::META.icon);
}

/// The origin of the events of dynamic triggers.
pub struct ViaSource<T>(PhantomData<T>);

impl<T: DynamicTrigger> Origin for ViaSource<T> {
    type Params = NoParams;

    fn bind(NoParams {}: NoParams) -> Option<SourceBinding> {
        None
    }

    fn feed() -> Feed {
        Feed::Triggers(TriggerKind::of::<T>())
    }
}

/// A dynamic trigger, its type erased.
#[derive(Clone, Copy)]
pub struct TriggerKind {
    /// What names it.
    pub id: &'static str,
    /// The event.
    pub event: EventMeta,
    /// Whether what arrives under one of the event's names is one of them.
    pub filter: fn(&str) -> Filtered,
    /// What makes its sources.
    pub source: SourceKind,
}

impl TriggerKind {
    /// The kind `T`.
    pub const fn of<T: DynamicTrigger>() -> Self {
        Self {
            id: T::ID,
            event: <T::Event as EventSpec>::META,
            filter: <T::Event as EventSpec>::filter,
            source: SourceKind::of::<<T::Event as EventSpec>::Origin>(),
        }
    }
}

impl PartialEq for TriggerKind {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl fmt::Debug for TriggerKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TriggerKind").field(&self.id).finish()
    }
}

/// What a [`Via`] is read from.
#[derive(Serialize)]
pub(crate) struct Passed<'e> {
    pub(crate) event: &'e RawValue,
    pub(crate) name: &'e str,
    pub(crate) key: &'e str,
    pub(crate) account: Option<&'e str>,
    pub(crate) metadata: &'e RawValue,
}

/// A dynamic trigger that is to be registered: under which key, with which parameters of its source,
/// and what is kept with it.
///
/// A trigger of the same kind and key takes the place of the one that is there.
pub struct TriggerRegistration<T: DynamicTrigger> {
    key: String,
    params: ParamsOf<T>,
    metadata: T::Metadata,
    account: Option<String>,
}

impl<T: DynamicTrigger> TriggerRegistration<T> {
    /// A trigger under a key, whose source has these parameters.
    pub fn new(key: impl Into<String>, params: ParamsOf<T>, metadata: T::Metadata) -> Self {
        Self {
            key: key.into(),
            params,
            metadata,
            account: None,
        }
    }

    /// Of an account of a customer's: its source is one of its own, and registers with the
    /// integration's credentials of that account.
    #[must_use]
    pub fn account(mut self, account: impl Into<String>) -> Self {
        self.account = Some(account.into());
        self
    }

    /// The same, its type erased.
    pub(crate) fn request(self) -> Result<TriggerRequest> {
        let no_json = |error| Error::permanent(format!("this cannot be written as JSON: {error}"));
        Ok(TriggerRequest {
            kind: T::ID,
            key: self.key,
            params: serde_json::to_value(&self.params).map_err(no_json)?,
            metadata: to_raw_value(&self.metadata).map_err(no_json)?,
            account: self.account,
        })
    }
}
