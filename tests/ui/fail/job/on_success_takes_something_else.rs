//! What follows a run takes what is known about it.

use serde::Deserialize;
use trigger::prelude::*;

#[event_spec(name = "order.paid")]
#[derive(Deserialize)]
struct OrderPaid {
    id: String,
}

#[job(trigger = invoke)]
async fn follow(_: OrderPaid) -> Result<()> {
    Ok(())
}

#[job(trigger = OrderPaid, on_success = follow)]
async fn ship(_: OrderPaid) -> Result<()> {
    Ok(())
}

fn main() {}
