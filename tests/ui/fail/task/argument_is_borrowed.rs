//! A call outlives the place where it is made.

use trigger::prelude::*;

#[task]
async fn charge(customer: &str) -> Result<usize> {
    Ok(customer.len())
}

async fn run(io: Io) -> Result<usize> {
    io.run("charge", charge("ada")).await
}

fn main() {}
