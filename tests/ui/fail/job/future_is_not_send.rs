//! A job may move between threads while it waits.

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

#[job(trigger = on_price_created)]
async fn announce(price: Price, io: Io) -> Result<()> {
    let id = std::rc::Rc::new(price.id);
    io.wait("a while", Duration::from_secs(1)).await?;
    io.log().info(id.as_str(), ());
    Ok(())
}

fn main() {}
