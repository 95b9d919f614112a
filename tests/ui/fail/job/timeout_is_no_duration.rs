//! Fortnights are no unit.

use serde::Deserialize;
use trigger::prelude::*;

#[event_spec(name = "order.paid")]
#[derive(Deserialize)]
struct OrderPaid {
    id: String,
}

#[job(trigger = OrderPaid, timeout = "5 fortnights")]
async fn ship(_: OrderPaid) -> Result<()> {
    Ok(())
}

fn main() {}
