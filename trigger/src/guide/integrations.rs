//! Making a client for an API one that jobs can take.
//!
//! An integration is a struct that holds a client, and methods that are tasks:
//!
//! ```
//! use trigger::prelude::*;
//!
//! #[integration(id = "warehouse", name = "Warehouse")]
//! #[derive(Clone)]
//! pub struct Warehouse {
//!     base: String,
//! }
//!
//! #[tasks(namespace = "items")]
//! impl Warehouse {
//!     /// Reserves an item and returns the number of the reservation.
//!     async fn reserve(&self, sku: String) -> Result<u64> {
//!         // An HTTP call to `self.base`, with the attempt's idempotency key:
//!         let key = trigger::Attempt::current().map(|attempt| attempt.idempotency_key);
//!         let _ = (&self.base, sku, key);
//!         Ok(1)
//!     }
//! }
//! # #[event_spec(name = "order.placed")]
//! # #[derive(Clone, serde::Serialize, serde::Deserialize)]
//! # pub struct OrderPlaced { sku: String }
//!
//! #[job(trigger = OrderPlaced)]
//! async fn reserve(order: OrderPlaced, warehouse: Warehouse) -> Result<u64> {
//!     warehouse.items().reserve("reserve", order.sku).await
//! }
//! ```
//!
//! `warehouse.items().reserve(key, …)` is the task: durable, retried, with the integration's icon.
//! A job asks for the integration by taking it as an argument, and the app must have been given
//! it: `trigger::app().integration(Warehouse { … })`. Otherwise the app does not start, and says
//! which job needs what.
//!
//! `#[integration(validate = Warehouse::check)]` names a function that looks at the settings when
//! the app starts: an app with settings that cannot work does not start either.
//! `#[integration(retry(limit = 8, max = "10m"))]` says how its tasks are tried again that do not say
//! so themselves.
//!
//! # What has no task yet
//!
//! Code on the client can be a task of its own, executed once, with the integration's icon and
//! retry policy:
//!
//! ```
//! # use trigger::prelude::*;
//! # #[integration] #[derive(Clone)] pub struct Warehouse;
//! # impl Warehouse { async fn stock(&self, sku: &str) -> Result<usize> { Ok(sku.len()) } }
//! # #[event_spec(name = "order.placed")]
//! # #[derive(serde::Deserialize)]
//! # pub struct OrderPlaced { sku: String }
//! #[job(trigger = OrderPlaced)]
//! async fn count(order: OrderPlaced, warehouse: Warehouse) -> Result<usize> {
//!     let sku = &order.sku;
//!     warehouse.run("stock", |warehouse| async move { warehouse.stock(sku).await }).await
//! }
//! ```
//!
//! Stripe makes any request of its API such a task, with its idempotency key:
//!
//! ```no_run
//! # use trigger::prelude::*;
//! # use trigger::integrations::stripe::{self, Stripe};
//! #[job(trigger = stripe::on_price_created)]
//! async fn retire_the_tax(price: stripe::Price, stripe: Stripe) -> Result<()> {
//!     # drop(price);
//!     let parameters = json!({ "active": false });
//!     let _rate: serde_json::Value = stripe
//!         .native("update-tax", stripe::Method::POST, "/v1/tax_rates/txr_1", parameters)
//!         .await?;
//!     Ok(())
//! }
//! ```
//!
//! # Errors of a provider
//!
//! Errors of a provider that no retry can mend, such as a request it refuses, should be
//! [permanent](crate::Error::permanent); for "too many requests", say
//! [when to try again](crate::Retry::After).
