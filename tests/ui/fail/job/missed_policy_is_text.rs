//! A policy for missed ticks is a word.

use trigger::prelude::*;

#[job(trigger = every("15m", missed = "once"))]
async fn ship(_: Tick) -> Result<()> {
    Ok(())
}

fn main() {}
