//! An attempt is a try, not a retry.

use trigger::prelude::*;

#[task(retry(limit = 0, factor = 0.5))]
async fn charge(amount: u64) -> Result<u64> {
    Ok(amount)
}

fn main() {}
