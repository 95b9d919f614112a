//! Days have three letters.

use trigger::prelude::*;

#[job(trigger = cron("0 9 * * MONDAY"))]
async fn ship(_: Tick) -> Result<()> {
    Ok(())
}

fn main() {}
