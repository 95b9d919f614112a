//! Every attribute under the strictest lints.
#![forbid(unsafe_code)]
#![warn(
    clippy::pedantic,
    missing_debug_implementations,
    missing_docs,
    single_use_lifetimes,
    unreachable_pub,
    unused_qualifications
)]
#![allow(clippy::unused_async, reason = "these functions are examples")]

use serde::{Deserialize, Serialize};
use trigger::prelude::*;
use trigger::source::{Cursor, Polled};

/// A price.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Price {
    /// Its id.
    pub id: String,
    /// How much it is.
    pub amount: u64,
}

/// When a price is created.
#[event_spec(name = "price.created")]
#[must_use]
pub fn on_price_created(price: &Price) -> Properties {
    properties! { "Price ID" => price.id }
}

/// A price was deleted.
#[event_spec(name = "price.deleted")]
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PriceDeleted {
    /// Its id.
    pub id: String,
}

/// An expensive price.
#[event_spec(
    name = "price.created",
    filter = |price| price.amount > 100 && !price.id.is_empty(),
    properties = |price| properties! { "Price ID" => price.id },
    deprecated = "use `on_price_created`",
)]
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DearPrice {
    /// Its id.
    pub id: String,
    /// How much it is.
    pub amount: u64,
}

/// When a price is posted.
#[http_endpoint(verify = hmac_sha256(header = "X-Signature", secret = env("SECRET")))]
#[must_use]
pub fn on_price_posted(price: &Price) -> Properties {
    properties! { "Price ID" => price.id }
}

/// The shop.
#[integration(id = "shop")]
#[derive(Clone, Debug)]
pub struct Shop {}

/// What is sold.
#[tasks(namespace = "prices")]
impl Shop {
    /// All prices.
    #[task(timeout = "5s", retry(limit = 2))]
    async fn list(&self, after: impl Into<String>) -> Result<Vec<Price>> {
        let id = after.into();
        Ok(vec![Price { id, amount: 1 }])
    }
}

/// Prices that were added.
///
/// # Errors
///
/// None.
#[polling_source(every = "1m")]
pub async fn new_prices(shop: &Shop, cursor: Option<Cursor>) -> Result<Polled<Price>> {
    drop((shop.clone(), cursor));
    Ok(Polled::nothing())
}

/// Enters a price.
///
/// # Errors
///
/// None.
#[task(properties = |id| properties! { "Price ID" => id }, idempotency_key = |id| id.clone())]
pub async fn enter(id: String) -> Result<usize> {
    Ok(id.len())
}

/// Announces a price.
///
/// # Errors
///
/// When it cannot be entered.
#[job(
    trigger = any(on_price_created, new_prices, on_price_posted),
    filter = |price| price.amount > 0 && !price.id.is_empty(),
    concurrency(limit = 1, key = |price| price.id.clone()),
    timeout = "1h",
    on_failure = complain,
    log_level = "info",
)]
pub async fn announce(price: Price, io: Io, shop: Shop) -> Result<usize> {
    let all = shop.prices().list("list", price.id.as_str()).await?;
    let entered = io.run("enter", enter(price.id)).await?;
    Ok(entered + all.len())
}

/// Says that it failed.
///
/// # Errors
///
/// None.
#[job(trigger = invoke)]
pub async fn complain(run: RunFailed, io: Io) -> Result<()> {
    io.log().error("failed", run.job);
    Ok(())
}

/// Looks at the prices.
///
/// # Errors
///
/// None.
#[job(trigger = cron("0 9 * * MON-FRI", tz = "Europe/London"))]
pub async fn report(tick: Tick) -> Result<()> {
    let _ = tick.ts;
    Ok(())
}

/// Forgets a price.
///
/// # Errors
///
/// None.
#[job(trigger = PriceDeleted)]
pub async fn forget(price: PriceDeleted) -> Result<()> {
    drop(price);
    Ok(())
}
