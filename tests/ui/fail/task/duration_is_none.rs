//! Durations are written for people.

use trigger::prelude::*;

#[task(timeout = "5 fortnights")]
async fn charge(amount: u64) -> Result<u64> {
    Ok(amount)
}

fn main() {}
