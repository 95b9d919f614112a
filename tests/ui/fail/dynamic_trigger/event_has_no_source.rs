//! An event of the app's own comes from nowhere that could be registered.

use serde::{Deserialize, Serialize};
use trigger::prelude::*;

#[event_spec(name = "order.paid")]
#[derive(Clone, Serialize, Deserialize)]
struct OrderPaid {
    id: String,
}

struct Shops;

impl DynamicTrigger for Shops {
    const ID: &'static str = "shops";
    type Event = OrderPaid;
    type Metadata = ();
}

fn main() {}
