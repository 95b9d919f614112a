//! Runs are told apart by text.

use serde::Deserialize;
use trigger::prelude::*;

#[event_spec(name = "order.paid")]
#[derive(Deserialize)]
struct OrderPaid {
    id: String,
}

#[job(trigger = OrderPaid, concurrency(limit = 1, key = |order| vec![order.id.clone()]))]
async fn ship(_: OrderPaid) -> Result<()> {
    Ok(())
}

fn main() {}
