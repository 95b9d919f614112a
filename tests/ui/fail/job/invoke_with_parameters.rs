//! A call brings its own payload.

use serde::Deserialize;
use trigger::prelude::*;

#[event_spec(name = "order.paid")]
#[derive(Deserialize)]
struct OrderPaid {
    id: String,
}

#[job(trigger = invoke(now = true))]
async fn ship(_: OrderPaid) -> Result<()> {
    Ok(())
}

fn main() {}
