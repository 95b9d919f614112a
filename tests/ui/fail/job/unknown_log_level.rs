//! There are four levels.

use serde::Deserialize;
use trigger::prelude::*;

#[event_spec(name = "order.paid")]
#[derive(Deserialize)]
struct OrderPaid {
    id: String,
}

#[job(trigger = OrderPaid, log_level = "inof")]
async fn ship(_: OrderPaid) -> Result<()> {
    Ok(())
}

fn main() {}
