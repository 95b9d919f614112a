//! Delays grow.

use trigger::prelude::*;

#[task(retry(min = "1m", max = "1s"), timeout = "0s")]
async fn charge(amount: u64) -> Result<u64> {
    Ok(amount)
}

fn main() {}
