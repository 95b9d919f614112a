//! An hour has 60 minutes.

use trigger::prelude::*;

#[job(trigger = cron("61 9 * * *"))]
async fn ship(_: Tick) -> Result<()> {
    Ok(())
}

fn main() {}
