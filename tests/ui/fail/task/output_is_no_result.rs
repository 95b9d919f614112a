//! A task can fail.

use trigger::prelude::*;

#[task]
async fn charge(amount: u64) -> u64 {
    amount
}

fn main() {}
