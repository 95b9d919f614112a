//! What is shown of a payload are properties.

use serde::Deserialize;
use trigger::prelude::*;

#[event_spec(name = "order.paid", properties = |order| order.total)]
#[derive(Deserialize)]
struct OrderPaid {
    total: u64,
}

fn main() {}
