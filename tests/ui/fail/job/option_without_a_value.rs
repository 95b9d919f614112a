//! An option has a value.

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

#[job(trigger)]
async fn announce(_: Price) -> Result<()> {
    Ok(())
}

fn main() {}
