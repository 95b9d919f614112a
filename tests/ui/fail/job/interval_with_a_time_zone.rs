//! An interval is the same in every zone.

use trigger::prelude::*;

#[job(trigger = every("15m", tz = "UTC"))]
async fn ship(_: Tick) -> Result<()> {
    Ok(())
}

fn main() {}
