//! The second of two equal options is a mistake.

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

#[job(id = "a", trigger = on_price_created, id = "b")]
async fn announce(_: Price) -> Result<()> {
    Ok(())
}

fn main() {}
