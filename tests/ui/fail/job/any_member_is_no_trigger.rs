//! A payload by itself is no event.

use serde::Deserialize;
use trigger::prelude::*;

#[event_spec(name = "order.paid")]
#[derive(Deserialize)]
struct OrderPaid {
    id: String,
}

#[derive(Deserialize)]
struct Order {}

#[job(trigger = any(OrderPaid, Order))]
async fn ship(_: OrderPaid) -> Result<()> {
    Ok(())
}

fn main() {}
