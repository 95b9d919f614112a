//! Each event must bring what the job takes.

use serde::Deserialize;
use trigger::prelude::*;

#[event_spec(name = "order.paid")]
#[derive(Deserialize)]
struct OrderPaid {
    id: String,
}

#[event_spec(name = "order.lost")]
#[derive(Deserialize)]
struct OrderLost {}

#[job(trigger = any(OrderPaid, OrderLost))]
async fn ship(_: OrderPaid) -> Result<()> {
    Ok(())
}

fn main() {}
