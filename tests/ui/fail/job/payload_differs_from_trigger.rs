//! The trigger delivers prices.

use serde::{Deserialize, Serialize};
use trigger::prelude::*;

#[derive(Serialize, Deserialize)]
struct Price {
    id: String,
    amount: u64,
}

#[event_spec(name = "price.created")]
fn on_price_created(price: &Price) -> Properties {
    properties! { "Price ID" => price.id }
}

mod shop {
    #[derive(serde::Deserialize)]
    pub struct ProductCreated {}
}

#[job(trigger = on_price_created)]
async fn announce(_: shop::ProductCreated, _: Io) -> Result<()> {
    Ok(())
}

fn main() {}
