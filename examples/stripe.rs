//! A Stripe price is created; it is entered into the catalogue, and the team hears about it once.
//!
//! Without any account: `cargo run --example stripe -- test stripe-on-price`.

use trigger::integrations::stripe::{self, Stripe};
use trigger::prelude::*;

/// Announces a new price.
#[job(
    id = "stripe-on-price",
    name = "Stripe On Price",
    version = "0.1.0",
    trigger = stripe::on_price_created
)]
async fn stripe_on_price(price: stripe::Price, io: Io) -> Result<()> {
    io.log()
        .info("price created!", json!({ "currency": price.currency }));
    let entry = io
        .run("update-catalogue", update_catalogue(price.id.clone()))
        .await?;
    io.run("announce", announce(price.id, entry)).await?;
    Ok(())
}

/// Writes one price to our catalogue, and returns the number of its entry.
#[task(retry(limit = 5, min = "1s", max = "1m"), timeout = "30s")]
async fn update_catalogue(id: String) -> Result<usize> {
    Ok(id.len())
}

/// Tells the team.
#[task]
async fn announce(id: String, entry: usize) -> Result<String> {
    Ok(format!("{id} is live as entry {entry}"))
}

#[tokio::main]
async fn main() -> ExitCode {
    trigger::app().integration(Stripe::from_env()).run().await
}
