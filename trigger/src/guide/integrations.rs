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
//!
//! Errors of a provider that no retry can mend, such as a request it refuses, should be
//! [permanent](crate::Error::permanent); for "too many requests", say
//! [when to try again](crate::Retry::After).
