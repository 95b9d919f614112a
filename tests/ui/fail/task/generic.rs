//! A task is stored by the type of its result.

use trigger::prelude::*;

#[task]
async fn charge<T: Send>(amount: T) -> Result<T> {
    Ok(amount)
}

async fn run(io: Io) -> Result<()> {
    io.run("charge", charge(1)).await?;
    Ok(())
}

fn main() {}
