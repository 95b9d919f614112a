//! A schedule knows the time and nothing else.

use serde::Deserialize;
use trigger::prelude::*;

#[event_spec(name = "order.paid")]
#[derive(Deserialize)]
struct OrderPaid {
    id: String,
}

#[job(trigger = every("15m"))]
async fn ship(_: OrderPaid) -> Result<()> {
    Ok(())
}

fn main() {}
