//! A letter is missing.

use trigger::prelude::*;

#[job(trigger = cron("0 9 * * *", tz = "Europe/Lodon"))]
async fn ship(_: Tick) -> Result<()> {
    Ok(())
}

fn main() {}
