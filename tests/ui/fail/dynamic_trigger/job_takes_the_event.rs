//! A job is given the event with what was registered, not the event alone.

use trigger::integrations::stripe;
use trigger::prelude::*;

struct Shops;

impl DynamicTrigger for Shops {
    const ID: &'static str = "shops";
    type Event = stripe::on_price_created;
    type Metadata = ();
}

#[job(trigger = Via::<Shops>)]
async fn announce(_: stripe::Price) -> Result<()> {
    Ok(())
}

fn main() {}
