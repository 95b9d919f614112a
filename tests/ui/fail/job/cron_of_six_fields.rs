//! Some write the seconds first.

use trigger::prelude::*;

#[job(trigger = cron("0 0 9 * * MON-FRI"))]
async fn ship(_: Tick) -> Result<()> {
    Ok(())
}

fn main() {}
