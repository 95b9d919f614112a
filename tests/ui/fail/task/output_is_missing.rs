//! A task can fail.

use trigger::prelude::*;

#[task]
async fn charge(amount: u64) {
    drop(amount);
}

fn main() {}
