//! February has at most 29 days.

use trigger::prelude::*;

#[job(trigger = cron("0 9 30 2 *"))]
async fn ship(_: Tick) -> Result<()> {
    Ok(())
}

fn main() {}
