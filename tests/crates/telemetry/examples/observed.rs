//! A price is announced: a task, a wait, and an event on which another job follows.

use serde::{Deserialize, Serialize};
use trigger::integrations::stripe::{self, Stripe};
use trigger::prelude::*;

/// A price was announced.
#[event_spec(name = "price.announced")]
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Announced {
    id: String,
}

#[job(trigger = stripe::on_price_created)]
async fn announce(price: stripe::Price, io: Io) -> Result<()> {
    io.run("post", post(price.id.clone())).await?;
    // Long enough for the run to be put away.
    io.wait("think", Duration::from_millis(1500)).await?;
    io.send_event("tell", Announced { id: price.id }).await?;
    Ok(())
}

#[job(trigger = Announced)]
async fn follow(_: Announced, io: Io) -> Result<()> {
    io.run("archive", archive()).await
}

#[job(trigger = every("1s"))]
async fn tick(_: Tick) -> Result<()> {
    Ok(())
}

#[task]
async fn post(id: String) -> Result<()> {
    tracing::info!(target: "shop", price = id, "posted");
    Ok(())
}

#[task(retry(limit = 2, min = "1ms"))]
async fn archive() -> Result<()> {
    Err("the archive is closed, and its key is k3y-0f-the-4rch1ve".into())
}

#[tokio::main]
async fn main() -> ExitCode {
    trigger::App::with_jobs(jobs![announce, follow, tick])
        .integration(Stripe::from_env())
        .run()
        .await
}
