//! The description of a call does nothing.

#![deny(unused_must_use)]

use trigger::prelude::*;

#[task]
async fn charge(amount: u64) -> Result<u64> {
    Ok(amount)
}

fn run() {
    charge(1);
}

fn main() {}
