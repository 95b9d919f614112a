//! What another job starts is started all the same: its mistake is the only error.

use serde::Deserialize;
use trigger::prelude::*;

#[event_spec(name = "order.paid")]
#[derive(Deserialize)]
struct OrderPaid {}

#[job(trigger = OrderPaid, on_failure = complain)]
async fn ship(_: OrderPaid) -> Result<()> {
    Ok(())
}

#[job(trigger = invoke, id = "com/plain")]
async fn complain(_: RunFailed) {}

fn main() {}
