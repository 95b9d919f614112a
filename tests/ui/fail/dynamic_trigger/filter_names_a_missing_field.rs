//! A filter sees the event and what was registered with it, as they are typed.

use serde::{Deserialize, Serialize};
use trigger::integrations::stripe;
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

#[job(trigger = Via::<Shops>, filter = |via| via.metadata.nmae == "Ada's")]
async fn announce(_: Via<Shops>) -> Result<()> {
    Ok(())
}

fn main() {}
