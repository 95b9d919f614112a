//! An expression is read when the job is compiled.

use trigger::prelude::*;

const NINE: &str = "0 9 * * *";

#[job(trigger = cron(NINE))]
async fn ship(_: Tick) -> Result<()> {
    Ok(())
}

fn main() {}
