//! A job belongs to no value.

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

struct Shop;

impl Shop {
    #[job(trigger = on_price_created)]
    async fn announce(&self, _: Price) -> Result<()> {
        Ok(())
    }
}

fn main() {}
