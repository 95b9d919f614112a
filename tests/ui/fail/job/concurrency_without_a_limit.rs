//! A group and a key limit nothing by themselves.

use serde::Deserialize;
use trigger::prelude::*;

#[event_spec(name = "order.paid")]
#[derive(Deserialize)]
struct OrderPaid {
    id: String,
}

#[job(trigger = OrderPaid, concurrency(group = "shop"))]
async fn ship(_: OrderPaid) -> Result<()> {
    Ok(())
}

fn main() {}
