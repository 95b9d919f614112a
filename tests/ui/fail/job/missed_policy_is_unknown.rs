//! There are three policies for missed ticks.

use trigger::prelude::*;

#[job(trigger = cron("0 9 * * *", missed = twice))]
async fn ship(_: Tick) -> Result<()> {
    Ok(())
}

fn main() {}
