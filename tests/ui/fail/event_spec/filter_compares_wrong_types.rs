//! A number is not a text.

use serde::Deserialize;
use trigger::prelude::*;

#[event_spec(name = "order.paid", filter = |order| order.total > "100")]
#[derive(Deserialize)]
struct LargeOrderPaid {
    total: u64,
}

fn main() {}
