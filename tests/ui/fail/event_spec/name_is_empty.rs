//! An event is known by its name.

use serde::{Deserialize, Serialize};
use trigger::prelude::*;

#[derive(Serialize, Deserialize)]
struct Price {
    id: String,
}

#[event_spec(name = ["price.created", ""])]
fn on_price_created(price: &Price) -> Properties {
    properties! { "Price ID" => price.id }
}

#[job(trigger = on_price_created)]
async fn announce(_: Price) -> Result<()> {
    Ok(())
}

fn main() {}
