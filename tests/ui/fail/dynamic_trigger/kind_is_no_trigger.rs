//! `Via` takes a kind of trigger, not a payload.

use trigger::integrations::stripe;
use trigger::prelude::*;

#[job(trigger = Via::<stripe::Price>)]
async fn announce(_: Via<stripe::Price>) -> Result<()> {
    Ok(())
}

fn main() {}
