//! One key may be written twice where only one of the calls is made.

use serde::Deserialize;
use trigger::prelude::*;

#[event_spec(name = "price.created")]
#[derive(Deserialize)]
struct Price {
    amount: u64,
}

#[task]
async fn charge(amount: u64) -> Result<u64> {
    Ok(amount)
}

#[job(trigger = Price)]
async fn announce(price: Price, io: Io) -> Result<u64> {
    if price.amount > 100 {
        return io.run("charge", charge(100)).await;
    }
    for index in 0..3 {
        io.run(("part", index), charge(1)).await?;
    }
    io.run("charge", charge(price.amount)).await
}

fn main() {
    assert_eq!(jobs![announce].len(), 1);
}
