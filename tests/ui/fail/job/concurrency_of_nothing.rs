//! No run could ever execute.

use serde::Deserialize;
use trigger::prelude::*;

#[event_spec(name = "order.paid")]
#[derive(Deserialize)]
struct OrderPaid {
    id: String,
}

#[job(trigger = OrderPaid, concurrency = 0)]
async fn ship(_: OrderPaid) -> Result<()> {
    Ok(())
}

fn main() {}
