//! Properties are read off at once.

use serde::{Deserialize, Serialize};
use trigger::prelude::*;

#[derive(Serialize, Deserialize)]
struct Price {
    id: String,
}

#[event_spec(name = "price.created")]
async fn on_price_created(price: &Price) -> Properties {
    properties! { "Price ID" => price.id }
}

#[job(trigger = on_price_created)]
async fn announce(_: Price) -> Result<()> {
    Ok(())
}

fn main() {}
