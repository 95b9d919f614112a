//! A number alone has no unit.

use trigger::prelude::*;

#[job(trigger = every("15"))]
async fn ship(_: Tick) -> Result<()> {
    Ok(())
}

fn main() {}
