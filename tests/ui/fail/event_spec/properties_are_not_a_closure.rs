//! They are made of a payload.

use serde::Deserialize;
use trigger::prelude::*;

#[event_spec(name = "order.paid", properties = properties! { "Order" => 7 })]
#[derive(Deserialize)]
struct OrderPaid {
    id: u64,
}

fn main() {}
