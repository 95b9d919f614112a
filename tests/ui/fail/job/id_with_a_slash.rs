//! Ids appear in URLs.

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

#[job(id = "send/receipt", trigger = on_price_created)]
async fn announce(_: Price) -> Result<()> {
    Ok(())
}

fn main() {}
