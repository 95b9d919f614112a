//! Who names a deprecated event is told what to name in its place.
#![deny(deprecated)]

use serde::{Deserialize, Serialize};
use trigger::prelude::*;

#[derive(Deserialize)]
pub struct Price {
    id: String,
}

#[event_spec(name = "price.made", deprecated = "use `on_price_created`")]
pub fn on_price_made(price: &Price) -> Properties {
    properties! { "Price ID" => price.id }
}

#[event_spec(name = "price.created")]
pub fn on_price_created(price: &Price) -> Properties {
    properties! { "Price ID" => price.id }
}

#[job(trigger = on_price_made)]
async fn announce(_: Price) -> Result<()> {
    Ok(())
}

#[job(trigger = any(on_price_created, on_price_made))]
async fn enter(_: Price) -> Result<()> {
    Ok(())
}

#[event_spec(name = "price.gone", deprecated, infer, examples(usual("Usual", json = r#"{ "id": "a", "by": { "id": 1 } }"#)))]
pub struct PriceGone;

#[event_spec(name = "price.lost", deprecated)]
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PriceLost {
    id: String,
}

fn main() {}
