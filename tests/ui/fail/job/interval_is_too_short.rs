//! Ticks are at least a second apart.

use trigger::prelude::*;

#[job(trigger = every("100ms"))]
async fn ship(_: Tick) -> Result<()> {
    Ok(())
}

fn main() {}
