//! The zone is `tz`.

use trigger::prelude::*;

#[job(trigger = cron("0 9 * * *", zone = "Europe/London"))]
async fn ship(_: Tick) -> Result<()> {
    Ok(())
}

fn main() {}
