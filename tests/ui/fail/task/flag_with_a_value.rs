//! A flag is there or not.

use trigger::prelude::*;

#[task(sealed = true)]
async fn charge(amount: u64) -> Result<u64> {
    Ok(amount)
}

fn main() {}
