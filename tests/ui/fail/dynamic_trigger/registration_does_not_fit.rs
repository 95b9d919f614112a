//! A trigger is registered with the parameters of its source and the metadata of its kind.

use serde::{Deserialize, Serialize};
use trigger::integrations::stripe::{self, StripeParams};
use trigger::prelude::*;

struct Shops;

impl DynamicTrigger for Shops {
    const ID: &'static str = "shops";
    type Event = stripe::on_price_created;
    type Metadata = ();
}

#[event_spec(name = "shop.connected")]
#[derive(Clone, Serialize, Deserialize)]
struct ShopConnected {
    id: String,
}

#[job(trigger = ShopConnected)]
async fn connect(shop: ShopConnected, io: Io) -> Result<()> {
    let other_metadata =
        TriggerRegistration::<Shops>::new("a", StripeParams { connect: true }, "Ada");
    let other_params = TriggerRegistration::<Shops>::new(shop.id, true, ());
    io.register_trigger("one", other_metadata).await?;
    io.register_trigger("two", other_params).await
}

fn main() {}
