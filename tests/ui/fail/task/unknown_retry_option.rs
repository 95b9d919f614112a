//! A misspelt option is not ignored.

use trigger::prelude::*;

#[task(retry(limt = 3, max = "1m"))]
async fn charge(amount: u64) -> Result<u64> {
    Ok(amount)
}

fn main() {}
