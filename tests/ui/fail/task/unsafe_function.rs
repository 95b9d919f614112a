//! Nobody upholds the contract of a job or a task.

use trigger::prelude::*;

#[task]
async unsafe fn charge(amount: u64) -> Result<u64> {
    Ok(amount)
}

async fn run(io: Io) -> Result<u64> {
    io.run("charge", charge(1)).await
}

fn main() {}
