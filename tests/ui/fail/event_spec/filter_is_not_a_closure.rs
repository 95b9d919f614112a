//! The whole payload is needed to tell.

use serde::Deserialize;
use trigger::prelude::*;

#[event_spec(name = "order.paid", filter = "total > 100")]
#[derive(Deserialize)]
struct LargeOrderPaid {
    total: u64,
}

fn main() {}
