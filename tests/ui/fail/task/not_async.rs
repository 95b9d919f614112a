//! A task may wait.

use trigger::prelude::*;

#[task]
fn charge(amount: u64) -> Result<u64> {
    Ok(amount)
}

async fn run(io: Io) -> Result<u64> {
    io.run("charge", charge(1)).await
}

fn main() {}
