//! What follows a run is called.

use serde::Deserialize;
use trigger::prelude::*;

#[event_spec(name = "order.paid")]
#[derive(Deserialize)]
struct OrderPaid {
    id: String,
}

#[event_spec(name = "run.completed")]
fn completed(_: &RunCompleted) -> Properties {
    Properties::new()
}

#[job(trigger = completed)]
async fn follow(_: RunCompleted) -> Result<()> {
    Ok(())
}

#[job(trigger = OrderPaid, on_success = follow)]
async fn ship(_: OrderPaid) -> Result<()> {
    Ok(())
}

fn main() {}
