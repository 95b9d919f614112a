//! Properties are what a person sees.

use serde::{Deserialize, Serialize};
use trigger::prelude::*;

#[derive(Serialize, Deserialize)]
struct Price {
    id: String,
}

#[event_spec(name = "price.created")]
fn on_price_created(price: &Price) -> String {
    price.id.clone()
}

fn main() {}
