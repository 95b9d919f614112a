//! A job is enabled or not.

use serde::Deserialize;
use trigger::prelude::*;

#[event_spec(name = "order.paid")]
#[derive(Deserialize)]
struct OrderPaid {
    id: String,
}

#[job(trigger = OrderPaid, enabled = "yes")]
async fn ship(_: OrderPaid) -> Result<()> {
    Ok(())
}

fn main() {}
