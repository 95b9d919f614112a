//! It would run twice.

use serde::Deserialize;
use trigger::prelude::*;

#[event_spec(name = "order.paid")]
#[derive(Deserialize)]
struct OrderPaid {
    id: String,
}

#[job(trigger = any(OrderPaid, OrderPaid))]
async fn ship(_: OrderPaid) -> Result<()> {
    Ok(())
}

fn main() {}
