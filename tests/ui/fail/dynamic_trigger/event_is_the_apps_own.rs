//! The events of a dynamic trigger come from a source that registers itself.

use serde::{Deserialize, Serialize};
use trigger::prelude::*;

#[event_spec(name = "order.placed")]
#[derive(Clone, Serialize, Deserialize)]
struct OrderPlaced {
    id: u64,
}

struct Orders;

impl DynamicTrigger for Orders {
    const ID: &'static str = "orders";
    type Event = OrderPlaced;
    type Metadata = ();
}

fn main() {}
