//! Only a job with `trigger = invoke` is started by a call, and only with what it takes.

use trigger::prelude::*;

#[event_spec(name = "order.paid")]
#[derive(serde::Serialize, serde::Deserialize)]
struct OrderPaid {
    id: u32,
}

#[job(trigger = OrderPaid)]
async fn ship(_: OrderPaid) -> Result<()> {
    Ok(())
}

#[job(trigger = invoke)]
async fn count(_: u32) -> Result<&'static str> {
    Ok("counted")
}

#[job(trigger = OrderPaid)]
async fn calls(order: OrderPaid, io: Io) -> Result<()> {
    io.invoke::<ship>("ship", OrderPaid { id: 1 }).await?;
    io.invoke::<count>("count", order).await?;
    io.invoke_and_wait::<count>("wait", 1).await?;
    Ok(())
}

fn main() {}
