//! A failed run has no output.

use serde::Deserialize;
use trigger::prelude::*;

#[event_spec(name = "order.paid")]
#[derive(Deserialize)]
struct OrderPaid {
    id: String,
}

#[job(trigger = invoke)]
async fn follow(_: RunCompleted) -> Result<()> {
    Ok(())
}

#[job(trigger = OrderPaid, on_failure = follow)]
async fn ship(_: OrderPaid) -> Result<()> {
    Ok(())
}

fn main() {}
