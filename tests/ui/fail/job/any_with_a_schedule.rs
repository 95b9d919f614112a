//! A schedule brings no order.

use serde::Deserialize;
use trigger::prelude::*;

#[event_spec(name = "order.paid")]
#[derive(Deserialize)]
struct OrderPaid {
    id: String,
}

#[job(trigger = any(OrderPaid, every("15m")))]
async fn ship(_: OrderPaid) -> Result<()> {
    Ok(())
}

fn main() {}
