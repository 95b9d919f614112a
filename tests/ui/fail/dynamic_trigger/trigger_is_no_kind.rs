//! The trigger of a job is `Via` of a kind, and the kind is a `DynamicTrigger`.

use trigger::integrations::stripe;
use trigger::prelude::*;

struct Shops;

impl DynamicTrigger for Shops {
    const ID: &'static str = "shops";
    type Event = stripe::on_price_created;
    type Metadata = ();
}

struct Unknown;

#[job(trigger = Via::<Unknown>)]
async fn names_no_kind(_: Via<Unknown>) -> Result<()> {
    Ok(())
}

#[job(trigger = Shops)]
async fn names_the_kind_itself(_: Via<Shops>) -> Result<()> {
    Ok(())
}

#[job(trigger = Via::<Shops>)]
async fn takes_the_event_alone(_: stripe::Price) -> Result<()> {
    Ok(())
}

fn main() {}
