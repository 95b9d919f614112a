//! A filter is checked like any closure.

use serde::{Deserialize, Serialize};
use trigger::prelude::*;

#[derive(PartialEq, Serialize, Deserialize)]
struct Cents(u64);

#[derive(Serialize, Deserialize)]
struct Price {
    id: String,
    amount: Cents,
}

#[event_spec(name = "price.created")]
fn on_price_created(price: &Price) -> Properties {
    properties! { "Price ID" => price.id }
}

#[job(trigger = on_price_created, filter = |price| price.amount == "2")]
async fn announce(_: Price) -> Result<()> {
    Ok(())
}

fn main() {}
