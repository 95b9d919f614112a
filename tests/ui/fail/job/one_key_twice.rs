//! A key names one task.

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
    if price.amount > 2 {
        io.run("charge", charge(price.amount)).await?;
    } else {
        io.run("charge", charge(2)).await?;
    }
    io.run("write", charge(1)).await?;
    io.wait("write", Duration::from_secs(1)).await?;
    Ok(())
}

#[task]
async fn charge(amount: u64) -> Result<u64> {
    Ok(amount)
}

fn main() {}
