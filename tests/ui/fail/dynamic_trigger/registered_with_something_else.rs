//! A trigger is registered with its source's parameters and its kind's metadata.

use serde::{Deserialize, Serialize};
use trigger::integrations::stripe::{self, StripeParams};
use trigger::prelude::*;

#[derive(Serialize, Deserialize)]
struct Shop {
    name: String,
}

struct Shops;

impl DynamicTrigger for Shops {
    const ID: &'static str = "shops";
    type Event = stripe::on_price_created;
    type Metadata = Shop;
}

#[job(trigger = invoke)]
async fn connect(name: String, io: Io) -> Result<()> {
    let registration = TriggerRegistration::<Shops>::new("1", StripeParams::default(), name);
    io.register_trigger("connect", registration).await
}

fn main() {}
