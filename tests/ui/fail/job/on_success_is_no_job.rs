//! What follows a run is a job.

use serde::Deserialize;
use trigger::prelude::*;

#[event_spec(name = "order.paid")]
#[derive(Deserialize)]
struct OrderPaid {
    id: String,
}

#[job(trigger = OrderPaid, on_success = OrderPaid)]
async fn ship(_: OrderPaid) -> Result<()> {
    Ok(())
}

fn main() {}
