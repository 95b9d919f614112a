//! Code on an integration's client as a task of its own.

use std::future::Future;
use std::panic::Location;

use super::{ByClosure, Call, TaskKey, call_task};
use crate::error::Result;
use crate::spec::{Integration, Recordable, TaskMeta};

/// What an integration's client can do that no task covers; every [`Integration`] has it.
pub trait RunOnClient: Integration {
    /// Runs code on the client as a task of the integration: executed once, with the integration's
    /// icon and retry policy. Each attempt gets a copy of the client.
    ///
    /// ```
    /// use trigger::prelude::*;
    ///
    /// #[integration(id = "shop", retry(limit = 3))]
    /// #[derive(Clone)]
    /// pub struct Shop;
    ///
    /// impl Shop {
    ///     async fn stock(&self, sku: &str) -> Result<u64> {
    ///         Ok(sku.len() as u64)
    ///     }
    /// }
    ///
    /// # #[event_spec(name = "order.placed")]
    /// # #[derive(serde::Deserialize)]
    /// # struct OrderPlaced { sku: String }
    /// #[job(trigger = OrderPlaced)]
    /// async fn count(order: OrderPlaced, shop: Shop) -> Result<u64> {
    ///     let sku = &order.sku;
    ///     shop.run("stock", |shop| async move { shop.stock(sku).await }).await
    /// }
    /// ```
    ///
    /// The attempt's idempotency key is [`Attempt::current`](crate::Attempt::current), for clients
    /// that hand it to their provider themselves.
    ///
    /// # Errors
    ///
    /// As [`Io::run`](crate::Io::run).
    #[track_caller]
    fn run<C, F, T>(
        &self,
        key: impl Into<TaskKey>,
        call: C,
    ) -> impl Future<Output = Result<T>> + Send
    where
        C: Fn(Self) -> F + Send + Sync,
        F: Future<Output = Result<T>> + Send,
        T: Recordable + Send,
    {
        let call = OnClient {
            client: self.clone(),
            call,
        };
        call_task(key.into(), call, Location::caller())
    }
}

impl<I: Integration> RunOnClient for I {}

/// A closure and the client that it takes.
struct OnClient<I, C> {
    client: I,
    call: C,
}

impl<I, C, F, T> Call<ByClosure<F, T>> for OnClient<I, C>
where
    I: Integration,
    C: Fn(I) -> F + Send + Sync,
    F: Future<Output = Result<T>> + Send,
    T: Recordable + Send,
{
    type Output = T;

    fn meta(&self) -> TaskMeta {
        // Called by its key.
        TaskMeta::of::<I>("")
    }

    fn attempt(&self) -> impl Future<Output = Result<Self::Output>> + Send {
        (self.call)(self.client.clone())
    }
}
