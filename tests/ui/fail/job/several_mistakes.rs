//! All of them are reported at once.

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

#[job(id = "send/receipt", version = "1", nam = "Receipt", filter = true)]
fn announce<T>(_: Io) -> Result<()> {
    Ok(())
}

fn main() {}
