//! A function says in its body what is shown.

use serde::Deserialize;
use trigger::prelude::*;

#[derive(Deserialize)]
struct Order {
    id: u64,
}

#[event_spec(name = "order.paid", properties = |order| properties! { "Order" => order.id })]
fn on_order_paid(order: &Order) -> Properties {
    properties! { "Order" => order.id }
}

fn main() {}
